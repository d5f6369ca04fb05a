import { requireExport } from '../../inputs/job-input.ts';
import { outputInput } from '../../inputs/output-input.ts';
import { plainBody } from '../../bodies/body-bounds.ts';
import { parseBody, withBody } from '../../bodies/read-body.ts';
import { sendJson } from '../respond.ts';
import { restStatusOf } from '../rest-status.ts';
import type { Route } from '../route.ts';

/** The files of an export that has ended: one more, one of them again, one less. */
export const outputRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/export/:jobId/outputs',
    async handle({ req, res, jobId, runtime, budget, turnsOf }) {
      requireExport(runtime.exports, jobId);
      const output = await withBody(req, plainBody, { budget, use: async (body) => parseBody(body) });
      const status = await turnsOf(req)(() => runtime.addOutput(jobId, output));
      sendJson(res, 200, restStatusOf(status));
    },
  },
  {
    method: 'POST',
    path: '/api/export/:jobId/outputs/:id/retry',
    async handle({ res, jobId, id, runtime }) {
      requireExport(runtime.exports, jobId);
      const { outputId } = outputInput.parse({ jobId, outputId: id });
      sendJson(res, 200, restStatusOf(await runtime.exports.retryOutput(jobId, outputId)));
    },
  },
  {
    method: 'DELETE',
    path: '/api/export/:jobId/outputs/:id',
    async handle({ res, jobId, id, runtime }) {
      requireExport(runtime.exports, jobId);
      const { outputId } = outputInput.parse({ jobId, outputId: id });
      sendJson(res, 200, restStatusOf(await runtime.exports.removeOutput(jobId, outputId)));
    },
  },
];
