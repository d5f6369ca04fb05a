import { chunkKey } from '../../../media/chunks/chunk-store.ts';
import type { ReadSource } from '../../../media/reading/read-types.ts';
import type { PictureRun } from '../../../mp4/write/movie-spec.ts';
import { pickSamples } from '../../../mp4/write/picture-run.ts';
import type { ExportPlan } from '../../../planner/plan/plan.ts';
import type { Chunk } from '../../pictures/render-span.ts';
import { packetsOfCopy } from '../../movie/copied-run.ts';

/** Pictures of one span that can be decoded by themselves. */
export interface PictureGroup {
  readonly span: number;
  readonly runs: readonly [PictureRun];
  /** The place of its first picture in the span. */
  readonly from: number;
  /** Names its bytes: the same pictures decode the same. */
  readonly identity: string;
  /** What decoding it takes, about. */
  readonly cpuSeconds: number;
}

export interface GroupedPictures {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  /** By span; undefined for copies. */
  readonly chunks: readonly (Chunk | undefined)[];
  /** By span: what is written. */
  readonly runs: readonly PictureRun[];
}

/** Decoding to thumbnails: measured on 720p of 8 to 25 Mb/s, in seconds of one core. */
const cost = { byte: 100e-9, pixel: 2e-9, picture: 0.5e-3 } as const;

/** All pictures of an export, in groups that end where nothing behind looks back. */
export function groupPictures(pictures: GroupedPictures): PictureGroup[] {
  return pictures.runs.flatMap((run, span) => {
    const starts = entriesOf(run);
    const nameOf = namer(pictures, span);
    return starts.map((from, i) =>
      groupOf(pictures, { run, span, from, to: starts[i + 1] ?? run.samples.count, nameOf }),
    );
  });
}

interface GroupPlace {
  readonly run: PictureRun;
  readonly span: number;
  readonly from: number;
  readonly to: number;
  readonly nameOf: (from: number, to: number) => string;
}

function groupOf({ plan }: GroupedPictures, { run, span, from, to, nameOf }: GroupPlace): PictureGroup {
  const picked = Array.from({ length: to - from }, (_, i) => from + i);
  const samples = pickSamples(run.samples, picked);
  const bytes = samples.size.reduce((sum, size) => sum + size, 0);
  const { width, height } = plan.format;
  return {
    span,
    from,
    runs: [{ ...run, samples, patches: from === 0 ? run.patches : undefined }],
    identity: nameOf(from, to),
    cpuSeconds: bytes * cost.byte + picked.length * (width * height * cost.pixel + cost.picture),
  };
}

/** Keyframes before which everything stored has been shown, and behind which nothing is shown before them. */
function entriesOf({ samples }: PictureRun): number[] {
  const entries: number[] = [];
  let highest = -1;
  for (let i = 0; i < samples.count; i++) {
    const order = samples.displayOrder[i] ?? 0;
    // Between rewritten headers there is no IDR.
    const isRewritten = i > 0 && i < (samples.headers?.count ?? 0);
    const isEntry = samples.isSync[i] === 1 && !isRewritten && highest === i - 1 && order === i;
    if (isEntry || i === 0) entries.push(i);
    highest = Math.max(highest, order);
  }
  return entries;
}

function namer({ plan, sources, chunks }: GroupedPictures, index: number): GroupPlace['nameOf'] {
  const span = plan.spans[index];
  if (span?.kind === 'copy') {
    const packets = packetsOfCopy(span);
    const identity = sources[span.source]?.facts.identity ?? '';
    return (from, to) =>
      chunkKey(['pictures', identity, packets[from] ?? 0, packets[to - 1] ?? 0, to - from]);
  }
  const chunk = chunks[index];
  const sums = chunkKey([chunk?.key ?? '', ...(chunk?.sums.sums ?? [])]);
  return (from, to) => chunkKey(['pictures', sums, from, to]);
}
