import { readIsDisposable } from '../../../media/reading/mp4/mp4-nal-types.ts';
import type { PictureBytes } from '../../../media/reading/mp4/picture-bytes.ts';
import type { ReadSource } from '../../../media/reading/read-types.ts';
import { nalCodecOf } from '../../../mp4/write/check-spec.ts';
import type { NalCodec } from '../../../mp4/read/nal.ts';
import type { PictureRun } from '../../../mp4/write/movie-spec.ts';
import type { PictureOrder } from '../../../mp4/write/picture-order.ts';
import { pickSamples, sliceRun } from '../../../mp4/write/picture-run.ts';
import { BOUNDARY } from '../../../planner/facts/facts.ts';
import type { ExportPlan } from '../../../planner/plan/plan.ts';
import { copyRun, packetsOfCopy, runOf, startWithoutLeading } from '../../movie/copied-run.ts';
import { withParameterSets } from '../../movie/signalling.ts';
import { rebaseRun } from '../../movie/rebase-run.ts';
import type { DecodedStretch } from './decode-stretches.ts';
import { leadingPictures, picturesBefore, picturesBehind, type JoinWindow } from './join-windows.ts';

/** A join of the export, with the pictures that show what stands on either side of it. */
export interface JoinStretch extends DecodedStretch {
  readonly window: JoinWindow;
  /** From the last keyframe before the join up to it. */
  readonly before: PictureRun;
  /** From the join on: it begins with a keyframe. */
  readonly behind: PictureRun;
  /** Which pictures from the join on, counted from it, are not in `behind`. */
  readonly skippedBehind: readonly number[];
}

/** The pictures of an export as they are written: a run for each span. */
export interface WrittenPictures {
  readonly plan: ExportPlan;
  readonly runs: readonly PictureRun[];
  readonly sources: readonly (ReadSource | undefined)[];
  readonly order: PictureOrder;
}

/**
 * What to decode around each join. Copied pictures from which nothing is built are left out where they are not
 * looked at: close before a join all are, behind it those that are enough.
 */
export async function joinStretches(
  written: WrittenPictures,
  windows: readonly JoinWindow[],
  signal: AbortSignal,
): Promise<JoinStretch[]> {
  const asked = windows.flatMap((window, at) => [
    ...copiedOnes(written, window.span, picturesBefore(window, written.order)).map((one) => ({ ...one, at })),
    ...copiedOnes(written, window.span + 1, picturesBehind(window)).map((one) => ({ ...one, at })),
  ]);
  const isDisposable = await askDisposable(asked, signal);
  const left = windows.map((window) => new Set(leadingPictures(window, written.order)));
  asked.forEach(({ at, picture }, i) => {
    if (isDisposable[i]) left[at]?.add(picture);
  });
  const stretches: JoinStretch[] = [];
  for (const [i, window] of windows.entries())
    stretches.push(await stretchOf(written, { window, left: left[i] ?? new Set() }, signal));
  return stretches;
}

async function stretchOf(
  written: WrittenPictures,
  { window, left }: { readonly window: JoinWindow; readonly left: ReadonlySet<number> },
  signal: AbortSignal,
): Promise<JoinStretch> {
  const { runs, order } = written;
  const { span, from, join, to } = window;
  const part = async (index: number, [first, end]: readonly [number, number]): Promise<PictureRun> => {
    const run = runs[index];
    if (!run) throw new TypeError(`Span ${index} has no pictures.`);
    const start = order.runStarts[index] ?? 0;
    const picked = Array.from({ length: end - first }, (_, i) => first + i).filter((i) => !left.has(i));
    const places = picked.map((picture) => picture - start);
    const isHevc = nalCodecOf(run.sampleEntry) === 'hevc';
    const part = {
      ...run,
      samples: pickSamples(run.samples, places),
      ...(isHevc ? { patches: [startWithoutLeading] } : {}),
    };
    return first === start ? part : enterRun(written, { part, span: index, places }, signal);
  };
  // What comes before one join may lie behind another: there it is looked at.
  const before = await part(span, [from, join]);
  const behind = await part(span + 1, [join, to]);
  const skippedBehind = picturesBehind(window).flatMap((picture) =>
    left.has(picture) ? [picture - join] : [],
  );
  return { window, span, before, behind, skippedBehind, runs: [before, behind] };
}

/** A part of a copy that is to be decoded by itself: from a recovery point on it is rewritten as a copy that begins there. */
async function enterRun(
  { plan, sources }: WrittenPictures,
  from: { readonly part: PictureRun; readonly span: number; readonly places: readonly number[] },
  signal: AbortSignal,
): Promise<PictureRun> {
  const span = plan.spans[from.span];
  const source = span?.kind === 'copy' ? sources[span.source] : undefined;
  if (span?.kind !== 'copy' || !source?.bytes) return from.part;
  const all = packetsOfCopy(span);
  const packets = from.places.map((place) => all[place] ?? span.fromPacket);
  if (source.index.boundary[packets[0] ?? -1] !== BOUNDARY.recovery) return from.part;
  return rebaseRun(from.part, { bytes: source.bytes, packets }, signal);
}

interface CopiedPicture {
  readonly picture: number;
  readonly run: PictureRun;
  readonly codec: NalCodec;
  /** Where in its run. */
  readonly sample: number;
}

/** Those of a span's pictures that are copied, if their codec is one that says what is built from them. */
function copiedOnes(
  { plan, runs, order }: WrittenPictures,
  span: number,
  pictures: readonly number[],
): CopiedPicture[] {
  const run = runs[span];
  const codec = run && nalCodecOf(run.sampleEntry);
  if (plan.spans[span]?.kind !== 'copy' || !codec) return [];
  const start = order.runStarts[span] ?? 0;
  return pictures.map((picture) => ({ picture, run, codec, sample: picture - start }));
}

/** Whether nothing is built from each of these pictures; opens each file once. */
async function askDisposable(asked: readonly CopiedPicture[], signal: AbortSignal): Promise<boolean[]> {
  const answers = asked.map(() => false);
  for (const path of new Set(asked.map(({ run }) => run.path))) {
    const places = [...asked.keys()].filter((i) => asked[i]?.run.path === path);
    const own = places.flatMap((i) => asked[i] ?? []);
    const [first] = own;
    if (!first) continue;
    const table = {
      offset: Float64Array.from(own, ({ run, sample }) => run.samples.offset[sample] ?? 0),
      size: Uint32Array.from(own, ({ run, sample }) => run.samples.size[sample] ?? 0),
    };
    const framing = { codec: first.codec, lengthSize: first.run.nalLengthSize ?? 4 };
    const found = await readIsDisposable({ path, table, framing, signal }, [...own.keys()]);
    places.forEach((place, i) => (answers[place] = found[i] === true));
  }
  return answers;
}

/** The pictures of a copied span that are looked at behind a join, straight from its source, with its own colour tags. */
export async function copyStart(
  { window, behind, skippedBehind }: JoinStretch,
  { plan, sources }: { plan: ExportPlan; sources: readonly (ReadSource | undefined)[] },
  signal: AbortSignal,
): Promise<DecodedStretch[]> {
  const span = window.span + 1;
  const next = plan.spans[span];
  if (next?.kind !== 'copy') return [];
  const source = sources[next.source];
  const packets = packetsOfCopy(next).slice(0, window.to - window.join);
  const toPacket = (packets.at(-1) ?? next.fromPacket) + 1;
  const leftOut = new Set(skippedBehind.map((place) => packets[place] ?? -1));
  // The export has to bring its own parameter sets; a source's are where its index says.
  const own = (run: PictureRun) => withParameterSets({ ...run, sampleEntry: behind.sampleEntry });
  if (source?.bytes && source.index.boundary[next.fromPacket] === BOUNDARY.recovery) {
    const looked = packets.filter((packet) => !leftOut.has(packet));
    const { run, shown } = await gopBefore({ source, bytes: source.bytes }, { looked, toPacket }, signal);
    return [{ span, runs: [own(run)], shown }];
  }
  const run = copyRun({ ...next, toPacket, frameCount: packets.length }, source, leftOut);
  return [{ span, runs: [own(run)] }];
}

/**
 * What a decoder shows of some packets that has come across the recovery point before them without noticing: it began
 * at the one before that, and was given every picture.
 */
async function gopBefore(
  { source: { index }, bytes }: { readonly source: ReadSource; readonly bytes: PictureBytes },
  { looked, toPacket }: { readonly looked: readonly number[]; readonly toPacket: number },
  signal: AbortSignal,
): Promise<{ run: PictureRun; shown: readonly number[] }> {
  const isEntry = (packet: number) =>
    index.boundary[packet] === BOUNDARY.idr || index.boundary[packet] === BOUNDARY.recovery;
  const first = looked[0] ?? 0;
  let from = first - 1;
  while (from > 0 && !isEntry(from)) from--;
  // The first GOP of a file has none before it.
  if (from < 0 || !isEntry(from)) from = first;
  const rankOf = (packet: number) => index.rank[packet] ?? -1;
  const packets = Array.from({ length: toPacket - from }, (_, i) => from + i).filter(
    (packet) => rankOf(packet) >= rankOf(from),
  );
  const skipped = new Set(Array.from({ length: toPacket - from }, (_, i) => from + i));
  packets.forEach((packet) => skipped.delete(packet));
  const plain = runOf(bytes, sliceRun(bytes.track.table, { from, to: toPacket, skipped }));
  const isRebased = index.boundary[from] === BOUNDARY.recovery;
  const run = isRebased ? await rebaseRun(plain, { bytes, packets }, signal) : plain;
  const inOrder = packets.toSorted((a, b) => rankOf(a) - rankOf(b));
  return { run, shown: looked.map((packet) => inOrder.indexOf(packet)).sort((a, b) => a - b) };
}
