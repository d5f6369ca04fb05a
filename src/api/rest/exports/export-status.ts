import { requireExport } from '../../inputs/job-input.ts';
import { sendJson } from '../respond.ts';
import { restStatusOf } from '../rest-status.ts';
import type { Route } from '../route.ts';

export const exportStatusRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/status',
  handle({ res, jobId, runtime }) {
    sendJson(res, 200, restStatusOf(requireExport(runtime.exports, jobId)));
  },
};
