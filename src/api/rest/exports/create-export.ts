import { readConfigBody } from '../json-body.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const createExportRoute: Route = {
  method: 'POST',
  path: '/api/export',
  async handle(request) {
    const { req, res, runtime, turnsOf } = request;
    const config = await readConfigBody(request);
    const { jobId, status, message } = await turnsOf(req)(() => runtime.accept(config));
    sendJson(res, 200, { jobId, status, message });
  },
};
