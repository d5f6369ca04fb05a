import { readIsDisposable } from '../../media/reading/mp4-nal-types.ts';
import type { ReadSource } from '../../media/reading/read-source.ts';
import { nalCodecOf } from '../../mp4/write/check-spec.ts';
import type { NalCodec } from '../../mp4/read/nal.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import type { PictureOrder } from '../../mp4/write/picture-order.ts';
import { pickSamples } from '../../mp4/write/picture-run.ts';
import type { ExportPlan } from '../../planner/plan.ts';
import { copyRun, packetsOf, startWithoutLeading, withParameterSets } from '../assemble-movie.ts';
import type { Stretch } from './decode-stretches.ts';
import { leadingPictures, picturesBefore, picturesBehind, type JoinWindow } from './join-windows.ts';

/** A join of the export, with the pictures that show what stands on either side of it. */
export interface JoinStretch extends Stretch {
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
  return windows.map((window, i) => stretchOf(written, window, left[i] ?? new Set()));
}

function stretchOf(
  { runs, order }: WrittenPictures,
  window: JoinWindow,
  left: ReadonlySet<number>,
): JoinStretch {
  const { span, from, join, to } = window;
  const part = (index: number, [first, end]: readonly [number, number]): PictureRun => {
    const run = runs[index];
    if (!run) throw new TypeError(`Span ${index} has no pictures.`);
    const start = order.runStarts[index] ?? 0;
    const picked = Array.from({ length: end - first }, (_, i) => first + i).filter((i) => !left.has(i));
    const isHevc = nalCodecOf(run.sampleEntry) === 'hevc';
    return {
      ...run,
      samples: pickSamples(
        run.samples,
        picked.map((picture) => picture - start),
      ),
      ...(isHevc ? { patches: [startWithoutLeading] } : {}),
    };
  };
  // What comes before one join may lie behind another: there it is looked at.
  const before = part(span, [from, join]);
  const behind = part(span + 1, [join, to]);
  const skippedBehind = picturesBehind(window).flatMap((picture) =>
    left.has(picture) ? [picture - join] : [],
  );
  return { window, span, before, behind, skippedBehind, runs: [before, behind] };
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
export function copyStart(
  { window, behind, skippedBehind }: JoinStretch,
  { plan, sources }: { plan: ExportPlan; sources: readonly (ReadSource | undefined)[] },
): Stretch[] {
  const span = window.span + 1;
  const next = plan.spans[span];
  if (next?.kind !== 'copy') return [];
  const packets = packetsOf(next).slice(0, window.to - window.join);
  const toPacket = (packets.at(-1) ?? next.fromPacket) + 1;
  const leftOut = new Set(skippedBehind.map((place) => packets[place] ?? -1));
  const run = copyRun({ ...next, toPacket, frameCount: packets.length }, sources[next.source], leftOut);
  // The export has to bring its own parameter sets; a source's are where its index says.
  return [{ span, runs: [withParameterSets({ ...run, sampleEntry: behind.sampleEntry })] }];
}
