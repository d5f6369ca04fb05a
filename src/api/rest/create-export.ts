import { configBody, plainBody } from '../bodies/body-bounds.ts';
import { parseBody, withBody } from '../bodies/read-body.ts';
import { requireConfig } from '../config-input.ts';
import { sendJson } from './respond.ts';
import type { Route } from './route.ts';

export const createExportRoute: Route = {
  method: 'POST',
  path: '/api/export',
  async handle({ req, res, runtime, budget, maxConfigBytes }) {
    const bounds = { ...configBody, bytes: maxConfigBytes };
    const config = await withBody(req, bounds, {
      budget,
      use: async (body) =>
        body.length > plainBody.bytes ? runtime.checkConfig(body, 'alone') : requireConfig(parseBody(body)),
    });
    const { jobId, status, message } = await runtime.accept(config);
    sendJson(res, 200, { jobId, status, message });
  },
};
