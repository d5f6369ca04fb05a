import { acceptExport } from '../accept-export.ts';
import { requireConfig } from '../config-input.ts';
import { readJson } from './read-json.ts';
import { sendJson } from './respond.ts';
import type { Route } from './route.ts';

export const createExportRoute: Route = {
  method: 'POST',
  path: '/api/export',
  async handle({ req, res, runtime, maxBodyBytes }) {
    const config = requireConfig(await readJson(req, maxBodyBytes));
    const { jobId, status, message } = await acceptExport(runtime, config);
    sendJson(res, 200, { jobId, status, message });
  },
};
