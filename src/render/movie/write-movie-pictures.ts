import { isMalformed, type Malformed } from '../../mp4/read/box.ts';
import { nalCodecOf } from '../../mp4/write/check-spec.ts';
import { editSample, sizeWithLongLengths, type SampleEdit } from '../../mp4/write/edit-sample.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import type { NalFraming } from '../../mp4/read/nal.ts';
import { SampleLane, UnreadableSampleError, type LaneRun } from './write-movie-lane.ts';

/**
 * How many bytes each picture of each run will have in the movie. Reads the pictures only of those runs whose NAL
 * lengths do not take four bytes already, which no usual camera makes.
 */
export async function measurePictures(
  runs: readonly PictureRun[],
  signal: AbortSignal | undefined,
): Promise<Uint32Array[]> {
  const measured: Uint32Array[] = [];
  for (const run of runs) {
    const sizes = framingOf(run)?.lengthSize === 4 ? run.samples.size.slice() : await longSizes(run, signal);
    addParameterSets(sizes, run);
    addHeaders(sizes, run);
    measured.push(sizes);
  }
  return measured;
}

export function laneRunOf(run: PictureRun): LaneRun {
  return { path: run.path, sums: run.sums, offset: run.samples.offset, size: run.samples.size };
}

/** What to do to each picture of a run; undefined where it is copied as it is. */
export function sampleEditsOf(run: PictureRun): ((sample: number) => SampleEdit | undefined) | undefined {
  const framing = framingOf(run);
  if (!framing) return undefined;
  const isAlways = framing.lengthSize !== 4;
  const { headers } = run.samples;
  if (!run.parameterSets && !isAlways && !run.patches?.length && !headers) return undefined;
  return (sample) => {
    const parameterSets = run.samples.isSync[sample] === 1 ? run.parameterSets : undefined;
    const patches = run.patches?.filter((patch) => (patch.sample ?? sample) === sample) ?? [];
    const own = headers?.of(sample) ?? [];
    const isEdited = parameterSets || isAlways || patches.length > 0 || own.length > 0;
    return isEdited ? { framing, parameterSets, patches, headers: own } : undefined;
  };
}

/** `editSample`, with damage told of the file it is in. */
export function editPicture(sample: Uint8Array, edit: SampleEdit, run: PictureRun): Uint8Array[] {
  return requireWellFormed(editSample(sample, edit), run);
}

function framingOf(run: PictureRun): NalFraming | undefined {
  const codec = nalCodecOf(run.sampleEntry);
  return codec && { codec, lengthSize: run.nalLengthSize ?? 4 };
}

async function longSizes(run: PictureRun, signal: AbortSignal | undefined): Promise<Uint32Array> {
  const framing = framingOf(run);
  if (!framing) return run.samples.size.slice();
  const sizes = new Uint32Array(run.samples.count);
  const lane = new SampleLane([laneRunOf(run)], signal);
  try {
    for (let i = 0; i < sizes.length; i++) {
      const sample = lane.peek(0, i) ?? (await lane.read(0, i));
      sizes[i] = requireWellFormed(sizeWithLongLengths(sample, framing), run);
    }
  } finally {
    await lane.close();
  }
  return sizes;
}

function addParameterSets(sizes: Uint32Array, run: PictureRun): void {
  if (!run.parameterSets) return;
  for (let i = 0; i < sizes.length; i++) {
    if (run.samples.isSync[i] === 1) sizes[i] = (sizes[i] ?? 0) + run.parameterSets.length;
  }
}

function addHeaders(sizes: Uint32Array, { samples: { headers } }: PictureRun): void {
  if (!headers) return;
  for (let i = 0; i < sizes.length; i++) sizes[i] = (sizes[i] ?? 0) + headers.growth(i);
}

function requireWellFormed<T extends object | number>(result: T | Malformed, run: PictureRun): T {
  if (typeof result !== 'object' || !isMalformed(result)) return result;
  throw new UnreadableSampleError(run.path, `A picture is damaged: ${result.problem}`);
}
