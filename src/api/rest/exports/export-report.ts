import { requireExport } from '../../inputs/job-input.ts';
import { readPlan } from '../../kept/read-plan.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

/** The plan, and what the check of the finished file found; null where there is none yet. */
export const exportReportRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/report',
  async handle({ res, jobId, runtime }) {
    const { status, output, report, warnings } = requireExport(runtime.exports, jobId);
    const plan = await readPlan(runtime.exports, jobId);
    sendJson(res, 200, {
      jobId,
      status,
      plan,
      output: output ?? null,
      report: report ?? null,
      warnings,
    });
  },
};
