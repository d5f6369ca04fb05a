import type { PictureRun } from './movie-spec.ts';

/** All pictures of a movie in decode order, one run after another. */
export interface PictureOrder {
  readonly count: number;
  /** When each is shown, in frames from the movie's start. */
  readonly pts: Float64Array;
  /** 1 where a decoder can start. */
  readonly isSync: Uint8Array;
  /** The first picture of each run, and behind them all the number of all. */
  readonly runStarts: readonly number[];
}

export function orderOf(runs: readonly Pick<PictureRun, 'samples'>[]): PictureOrder {
  const runStarts = [0];
  for (const { samples } of runs) runStarts.push((runStarts.at(-1) ?? 0) + samples.count);
  const count = runStarts.at(-1) ?? 0;
  const pts = new Float64Array(count);
  const isSync = new Uint8Array(count);
  runs.forEach(({ samples }, run) => {
    const start = runStarts[run] ?? 0;
    isSync.set(samples.isSync, start);
    samples.displayOrder.forEach((place, i) => (pts[start + i] = start + place));
  });
  return { count, pts, isSync, runStarts };
}
