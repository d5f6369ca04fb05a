import type { Report } from '../contract/status.ts';
import type { CopyVerdict } from './check-copies.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { checkCopiedSound } from './check-copied-sound.ts';
import { checkJoins, type JoinVerdict } from './check-joins.ts';
import { checkSeams, type SeamsToCheck } from './check-seams.ts';
import type { DecodedJoins } from './decode-joins.ts';
import type { ChildContext } from './run-child.ts';
import { sideBySide } from './side-by-side.ts';
import { checkStreams, checkTables, type Check } from './verify-output.ts';

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
  const sound: Check[] = [];
  const note = (found: Check | undefined) => {
    if (found) sound.push(found);
  };
  let joins: JoinVerdict | undefined;
  await sideBySide(context, (own) => [
    checkJoins(movie, work.joins, own.signal).then((verdict) => {
      joins = verdict;
    }),
    checkSeams(own, work).then(note),
    checkCopiedSound(own, work).then(note),
  ]);
  if (!joins) throw new TypeError('The joins were not checked.');
  onShare(1, 0);
  const checks = [...tables, joins.check, copies.check, ...sound, ...streams];
  const durationMs = Math.round(work.joins.durationMs + performance.now() - startedAt);
  return {
    report: { isOk: checks.every(({ isOk }) => isOk), checks, durationMs },
    rejectedClips: new Set([...joins.rejectedClips, ...copies.rejectedClips]),
    isSoundRejected: sound.some(({ isOk }) => !isOk),
  };
}
