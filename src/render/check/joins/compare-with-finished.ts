import type { PictureRun } from '../../../mp4/write/movie-spec.ts';
import type { Track } from '../../../mp4/read/track.ts';
import { timescaleOf } from '../../movie/output-timescale.ts';
import type { FinishedMovie } from '../finished-movie.ts';
import type { JoinStretch, WrittenPictures } from './join-stretches.ts';
import { SampleLane, UnreadableSampleError, type LaneRun } from '../../movie/write-movie-lane.ts';
import { sampleEditsOf, editPicture } from '../../movie/write-movie-pictures.ts';

/** Pictures `[from, to)` of one run. */
interface Part {
  readonly run: PictureRun;
  readonly from: number;
  readonly to: number;
  /** The same pictures in the finished file's track. */
  readonly at: number;
}

/**
 * Joins around which the finished file does not hold, byte for byte and at its instant, what was meant to be written
 * and was looked at while it was. All pictures from the last keyframe before a join to the end of its window are
 * compared, also those that nobody had to decode.
 */
export async function compareWithFinished(
  { path, picture: track }: FinishedMovie,
  {
    written,
    stretches,
    signal,
  }: { written: WrittenPictures; stretches: readonly JoinStretch[]; signal: AbortSignal },
): Promise<ReadonlySet<JoinStretch>> {
  if (track?.table.count !== written.order.count) return new Set(stretches);
  const parts = stretches.flatMap((stretch) => partsOf(written, stretch));
  const areSame = await compareBytes(path, { track, parts, signal }).catch((error: unknown) => {
    if (error instanceof UnreadableSampleError) return [];
    throw error;
  });
  const broken = stretches.filter(
    (stretch, i) =>
      areSame[2 * i] !== true || areSame[2 * i + 1] !== true || !isAtItsInstants(written, { track, stretch }),
  );
  return new Set(broken);
}

/** What lies before a join, and what behind. */
function partsOf({ runs, order }: WrittenPictures, { window }: JoinStretch): [Part, Part] {
  const { span, from, join, to } = window;
  const part = (index: number, first: number, end: number): Part => {
    const run = runs[index];
    if (!run) throw new TypeError(`Span ${index} has no pictures.`);
    const start = order.runStarts[index] ?? 0;
    return { run, from: first - start, to: end - start, at: first };
  };
  return [part(span, from, join), part(span + 1, join, to)];
}

/** Whether the pictures of a window are shown, and can be entered, where they should. */
function isAtItsInstants(
  { order, plan }: WrittenPictures,
  { track, stretch }: { track: Track; stretch: JoinStretch },
): boolean {
  const { ticksPerFrame } = timescaleOf(plan);
  const { from, to } = stretch.window;
  const { pts, isSync } = track.table;
  for (let i = from; i < to; i++) {
    const frames = (order.pts[i] ?? NaN) - (order.pts[from] ?? NaN);
    if ((pts[i] ?? NaN) - (pts[from] ?? NaN) !== frames * ticksPerFrame) return false;
    if (isSync[i] !== order.isSync[i]) return false;
  }
  return true;
}

/** Reads both sides once, in order. */
async function compareBytes(
  path: string,
  { track, parts, signal }: { track: Track; parts: readonly Part[]; signal: AbortSignal },
): Promise<boolean[]> {
  const { table } = track;
  const found = parts.map(({ from, to, at }): LaneRun => {
    const end = at + to - from;
    return { path, offset: table.offset.slice(at, end), size: table.size.slice(at, end) };
  });
  const wanted = parts.map(({ run, from, to }): LaneRun => {
    const { offset, size } = run.samples;
    return { path: run.path, sums: run.sums, offset: offset.slice(from, to), size: size.slice(from, to) };
  });
  const lanes = { found: new SampleLane(found, signal), wanted: new SampleLane(wanted, signal) };
  try {
    const areSame: boolean[] = [];
    for (const [i, part] of parts.entries()) areSame.push(await isSamePart(lanes, i, part));
    return areSame;
  } finally {
    await Promise.all([lanes.found.close(), lanes.wanted.close()]);
  }
}

async function isSamePart(
  lanes: { found: SampleLane; wanted: SampleLane },
  at: number,
  { run, from, to }: Part,
): Promise<boolean> {
  const edits = sampleEditsOf(run);
  let isSame = true;
  for (let i = 0; i < to - from; i++) {
    const found = lanes.found.peek(at, i) ?? (await lanes.found.read(at, i));
    const wanted = lanes.wanted.peek(at, i) ?? (await lanes.wanted.read(at, i));
    const edit = edits?.(from + i);
    isSame = isMadeOf(found, edit ? editPicture(wanted, edit, run) : [wanted]) && isSame;
  }
  return isSame;
}

function isMadeOf(found: Uint8Array, parts: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const part of parts) {
    if (Buffer.compare(found.subarray(at, at + part.length), part) !== 0) return false;
    at += part.length;
  }
  return at === found.length;
}
