import type { Report } from '../contract/status.ts';
import type { CopyVerdict } from './check-copies.ts';
import { checkJoins, type JoinsToCheck } from './check-joins.ts';
import { checkSeams, type SeamsToCheck } from './check-seams.ts';
import type { ChildContext } from './run-child.ts';
import { checkStreams, checkTables } from './verify-output.ts';

export interface ExportToVerify extends JoinsToCheck, Pick<SeamsToCheck, 'sound'> {
  /** The MP4 of the pictures: the export itself, or what a WebM export was remuxed from. */
  readonly movie: string;
  readonly copies: CopyVerdict;
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
  const joins = await checkJoins(context, { ...work, path: movie });
  const seams = await checkSeams(context, { ...work, path });
  onShare(1, 0);
  const checks = [...tables, joins.check, copies.check, ...(seams ? [seams] : []), ...streams];
  const durationMs = Math.round(performance.now() - startedAt);
  return {
    report: { isOk: checks.every(({ isOk }) => isOk), checks, durationMs },
    rejectedClips: new Set([...joins.rejectedClips, ...copies.rejectedClips]),
    isSoundRejected: seams?.isOk === false,
  };
}
