import { compareWithFinished } from './compare-with-finished.ts';
import type { DecodedJoins } from './decode-joins.ts';
import type { FinishedMovie } from '../finished-movie.ts';
import { check, type Check } from '../verify-output.ts';

export interface JoinVerdict {
  readonly check: Check;
  /** Clips whose copies did not decode to what their sources show. */
  readonly rejectedClips: ReadonlySet<number>;
}

/** Whether the finished MP4 shows around every join what its sources show. */
export async function checkJoins(
  movie: FinishedMovie,
  joins: DecodedJoins,
  signal: AbortSignal,
): Promise<JoinVerdict> {
  const { written, stretches, messages, remember } = joins;
  if (stretches.length === 0)
    return { check: check('joins', true, 'nothing is joined'), rejectedClips: new Set() };
  const broken = await compareWithFinished(movie, { written, stretches, signal });
  const failed = stretches.filter((stretch) => joins.bad.has(stretch) || broken.has(stretch));
  const isFailed = new Set(failed);
  await remember(stretches.filter((stretch) => !isFailed.has(stretch)));
  const detail =
    messages === ''
      ? `${failed.length} of ${stretches.length} joins show something else than their sources`
      : `the decoder complained: ${messages.slice(0, 200)}`;
  const { spans } = written.plan;
  const clips = failed.flatMap(({ span }) => [span, span + 1].map((i) => spans[i]?.clip ?? -1));
  return { check: check('joins', failed.length === 0, detail), rejectedClips: new Set(clips) };
}
