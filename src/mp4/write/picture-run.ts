import type { SamplePatches } from './sample-patches.ts';
import type { SampleTable } from '../read/sample-table.ts';

/** Pictures of one file that follow one another, in decode order: they are exactly their frames. */
export interface RunSamples {
  readonly count: number;
  readonly offset: Float64Array;
  readonly size: Uint32Array;
  readonly isSync: Uint8Array;
  /** The place of each sample in presentation order within the run: a permutation of 0..count−1. */
  readonly displayOrder: Uint32Array;
  /** Slice headers that are rewritten on the way into the movie, by sample; those after the last are as they are. */
  readonly headers?: SamplePatches | undefined;
}

/**
 * The samples `[from, to)` of a table in decode order, without those of `skipped` (the leading pictures of a
 * CRA that a copy starts at). They must share one sample entry (`table.entryIndex`): a run has only one.
 */
export function sliceRun(
  table: SampleTable,
  range: { from: number; to: number; skipped?: ReadonlySet<number> },
): RunSamples {
  const picked: number[] = [];
  for (let i = range.from; i < range.to; i++) if (!range.skipped?.has(i)) picked.push(i);
  return gather(table, picked, table.pts);
}

/** Some samples of a run, in decode order: what is between them is neither decoded nor shown. */
export function pickSamples(samples: RunSamples, picked: readonly number[]): RunSamples {
  const headers = samples.headers?.pick(picked);
  return { ...gather(samples, picked, samples.displayOrder), ...(headers ? { headers } : {}) };
}

/** `times` say in which order the samples are shown. */
function gather(
  from: Pick<RunSamples, 'offset' | 'size' | 'isSync'>,
  picked: readonly number[],
  times: ArrayLike<number>,
): RunSamples {
  return {
    count: picked.length,
    offset: Float64Array.from(picked, (i) => from.offset[i] ?? 0),
    size: Uint32Array.from(picked, (i) => from.size[i] ?? 0),
    isSync: Uint8Array.from(picked, (i) => from.isSync[i] ?? 0),
    displayOrder: rankOf(Float64Array.from(picked, (i) => times[i] ?? 0)),
  };
}

/** The rank of each element in ascending order; equal times keep their order. */
export function rankOf(pts: Float64Array): Uint32Array {
  const byTime = Uint32Array.from(pts, (_, i) => i).sort((a, b) => (pts[a] ?? 0) - (pts[b] ?? 0) || a - b);
  const rank = new Uint32Array(pts.length);
  byTime.forEach((sample, place) => (rank[sample] = place));
  return rank;
}
