import type { Report } from '../../contract/exports/status.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { checkCopiedSound } from './sound/check-copied-sound.ts';
import type { CopyVerdict } from './check-copies.ts';
import { checkLoudness } from './sound/check-loudness.ts';
import { checkJoins } from './joins/check-joins.ts';
import { checkProgramme } from './sound/check-programme.ts';
import { checkSeams, type SeamsToCheck } from './sound/check-seams.ts';
import type { SeenPictures } from './joins/look-through.ts';
import type { DecodedJoins } from './joins/decode-joins.ts';
import { readFinished, type FinishedMovie } from './finished-movie.ts';
import type { ChildContext } from '../child/run-child.ts';
import type { WrittenWords } from '../movie/movie-texts.ts';
import { sideBySide } from '../child/side-by-side.ts';
import { checkStreams, checkTables, type Check } from './verify-output.ts';

export interface ExportToVerify extends Omit<SeamsToCheck, 'movie'> {
  /** The finished file. */
  readonly path: string;
  readonly plan: ExportPlan;
  /** The MP4 of the pictures: the export itself, or what a WebM export was remuxed from. */
  readonly movie: string;
  readonly words: WrittenWords;
}

/** What a finished file shows by itself, whatever is known of its joins. */
export interface FinishedChecks {
  readonly movie: FinishedMovie;
  readonly tables: readonly Check[];
  readonly streams: readonly Check[];
  readonly sound: readonly Check[];
  readonly durationMs: number;
}

export interface Verification {
  readonly report: Report;
  /** Clips of which nothing may be copied when the export is built again. */
  readonly rejectedClips: ReadonlySet<number>;
  /** No sound may be copied around cuts when the export is built again. */
  readonly isSoundRejected: boolean;
}

/** Checks of a finished file all that its joins have no part in. */
export async function checkFinished(context: ChildContext, work: ExportToVerify): Promise<FinishedChecks> {
  const startedAt = performance.now();
  const { path, plan } = work;
  const movie = await readFinished(work.movie, context.signal);
  const { sound: made } = work;
  const [streams, whole, loudness, ...heard] = await sideBySide(context, (own) => [
    checkStreams(own.tools, { path, plan, words: work.words, signal: own.signal }),
    plan.audio && made?.kind === 'opus'
      ? checkProgramme(own, { path, pcm: made.pcm, plan: plan.audio })
      : Promise.resolve(undefined),
    made?.mastered ? checkLoudness(own, path, made.mastered) : Promise.resolve(undefined),
    checkSeams(own, { ...work, movie }),
    checkCopiedSound(own, { ...work, movie }),
  ]);
  const isWebm = plan.container === 'webm';
  // WebM holds its sound elsewhere; its pictures are those of the movie it was remuxed from.
  const all = checkTables(movie, isWebm ? { ...plan, audio: null } : plan);
  const looked = [...(whole ? [whole] : []), ...(loudness ? [loudness] : []), ...streams];
  const tables = whole ? all.filter(({ name }) => name !== 'sound') : all;
  const sound = heard.filter((check) => check !== undefined);
  return {
    movie,
    tables,
    streams: looked,
    sound,
    durationMs: performance.now() - startedAt,
  };
}

/** Puts together all that was seen; the result is the export's report. Nothing is published that did not pass. */
export async function concludeChecks(
  { movie, tables, streams, sound, durationMs }: FinishedChecks,
  seen: { readonly joins: DecodedJoins; readonly copies: CopyVerdict; readonly pictures: SeenPictures },
  signal: AbortSignal,
): Promise<Verification> {
  const startedAt = performance.now();
  const joins = await checkJoins(movie, seen.joins, signal);
  const checks = [...tables, joins.check, seen.copies.check, seen.pictures.check, ...sound, ...streams];
  return {
    report: {
      isOk: checks.every(({ isOk }) => isOk),
      checks,
      durationMs: Math.round(seen.joins.durationMs + durationMs + performance.now() - startedAt),
    },
    rejectedClips: new Set([
      ...joins.rejectedClips,
      ...seen.copies.rejectedClips,
      ...seen.pictures.rejectedClips,
    ]),
    isSoundRejected: sound.some(({ isOk }) => !isOk),
  };
}
