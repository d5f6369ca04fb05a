import { requireExport } from '../../inputs/job-input.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const removeExportRoute: Route = {
  method: 'DELETE',
  path: '/api/export/:jobId',
  async handle({ res, jobId, runtime }) {
    requireExport(runtime.exports, jobId);
    await runtime.exports.remove(jobId);
    sendJson(res, 200, { jobId, status: 'cancelled', message: 'The export and its files are removed.' });
  },
};
