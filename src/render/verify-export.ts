import type { Report } from '../contract/status.ts';
import type { CopyVerdict } from './check-copies.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { checkJoins } from './check-joins.ts';
import { checkSeams, type SeamsToCheck } from './check-seams.ts';
import type { DecodedJoins } from './decode-joins.ts';
import type { ChildContext } from './run-child.ts';
import { checkStreams, checkTables } from './verify-output.ts';

export interface ExportToVerify extends Omit<SeamsToCheck, 'path'> {
  /** The finished file. */
  readonly path: string;
  readonly plan: ExportPlan;
  /** The MP4 of the pictures: the export itself, or what a WebM export was remuxed from. */
  readonly movie: string;
  readonly copies: CopyVerdict;
  /** What was seen around the joins while they were written. */
  readonly joins: DecodedJoins;
  readonly onShare: (share: number, frames: number) => void;
}

export interface Verification {
  readonly report: Report;
  /** Clips of which nothing may be copied when the export is built again. */
  readonly rejectedClips: ReadonlySet<number>;
  /** No sound may be copied around cuts when the export is built again. */
  readonly isSoundRejected: boolean;
}

/** Checks a finished file; the result is the export's report. Nothing is published that did not pass. */
export async function verifyExport(context: ChildContext, work: ExportToVerify): Promise<Verification> {
  const startedAt = performance.now();
  const { path, movie, plan, copies, onShare } = work;
  const { signal } = context;
  const streams = await checkStreams(context.tools, { path, plan, signal });
  // WebM holds its sound elsewhere; its pictures are those of the movie it was remuxed from.
  const tables = await checkTables({
    path: movie,
    plan: plan.container === 'webm' ? { ...plan, audio: null } : plan,
    signal,
  });
  const joins = await checkJoins(movie, work.joins, signal);
  const seams = await checkSeams(context, work);
  onShare(1, 0);
  const checks = [...tables, joins.check, copies.check, ...(seams ? [seams] : []), ...streams];
  const durationMs = Math.round(work.joins.durationMs + performance.now() - startedAt);
  return {
    report: { isOk: checks.every(({ isOk }) => isOk), checks, durationMs },
    rejectedClips: new Set([...joins.rejectedClips, ...copies.rejectedClips]),
    isSoundRejected: seams?.isOk === false,
  };
}
