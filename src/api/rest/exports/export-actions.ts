import { requireExport } from '../../inputs/job-input.ts';
import { sendJson } from '../respond.ts';
import { restStatusOf } from '../rest-status.ts';
import type { Route } from '../route.ts';

/** What is done with an export that stays in the list. */
export const exportActions: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/export/:jobId/cancel',
    async handle({ res, jobId, runtime }) {
      requireExport(runtime.exports, jobId);
      sendJson(res, 200, restStatusOf(await runtime.exports.cancel(jobId)));
    },
  },
  {
    method: 'POST',
    path: '/api/export/:jobId/retry',
    async handle({ res, jobId, runtime }) {
      requireExport(runtime.exports, jobId);
      sendJson(res, 200, restStatusOf(await runtime.exports.retry(jobId)));
    },
  },
];
