import type { Report } from '../contract/status.ts';
import type { ReadSource } from '../media/read-source.ts';
import type { ExportPlan } from '../planner/plan.ts';
import type { ChildContext } from './run-child.ts';
import { checkStreams, checkTables } from './verify-output.ts';

export interface ExportToVerify {
  readonly path: string;
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly onShare: (share: number, frames: number) => void;
}

/** Checks a finished file; its result is the export's report. Nothing is published that did not pass. */
export async function verifyExport(context: ChildContext, work: ExportToVerify): Promise<Report> {
  const startedAt = performance.now();
  const { path, plan, onShare } = work;
  const output = { path, plan, signal: context.signal };
  const checks = [
    ...(plan.container === 'mp4' ? await checkTables(output) : []),
    ...(await checkStreams(context.tools, output)),
  ];
  onShare(1, 0);
  const durationMs = Math.round(performance.now() - startedAt);
  return { isOk: checks.every(({ isOk }) => isOk), checks, durationMs };
}
