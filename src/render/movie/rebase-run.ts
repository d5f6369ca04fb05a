import { openReadable, type QuickRead, type ReadableFile } from '../../disk/open-readable.ts';
import { parameterSetsOf } from '../../media/reading/mp4/recovery-points.ts';
import type { PictureBytes } from '../../media/reading/mp4/picture-bytes.ts';
import { StreamRebase, type PictureRole } from '../../mp4/h264/rebase-stream.ts';
import { NEEDS_ALL, type SliceUnit } from '../../mp4/h264/write-slice.ts';
import { H264, readLength } from '../../mp4/read/nal.ts';
import type { PictureRun } from '../../mp4/write/movie-spec.ts';
import { SamplePatches, type SamplePatch } from '../../mp4/write/sample-patches.ts';
import { UnreadableSampleError } from './write-movie-lane.ts';

/** Pictures followed before the first one, so that it is known what a decoder holds there: more than it can hold. */
const followedBefore = 64;
/** Bytes of a slice that its header nearly always fits into. */
const headBytes = 160;
/** Pictures whose headers are read at once. */
const readAtOnce = 64;

/** Which packets of a track a copy holds, in decode order. The first is an I-picture at a recovery point. */
export interface PacketsToRebase {
  readonly bytes: PictureBytes;
  /** Ascending. */
  readonly packets: readonly number[];
}

/**
 * A run of these packets as a stream that begins with an IDR: the slice headers up to the next IDR are rewritten
 * (`StreamRebase`). Reads the beginning of each slice. Rejects with an `UnreadableSampleError` that names what stands
 * against it, and with `signal.reason` when aborted.
 */
export async function rebaseRun(
  run: PictureRun,
  { bytes, packets }: PacketsToRebase,
  signal: AbortSignal,
): Promise<PictureRun> {
  const { path, config, track } = bytes;
  const first = packets[0] ?? 0;
  const end = (packets.at(-1) ?? first) + 1;
  if (config?.codec !== 'h264') throw new TypeError('Only H.264 is rewritten.');
  const kept = new Set(packets);
  const rebase = new StreamRebase(parameterSetsOf(config));
  const headers = new SamplePatches();
  const file = await openReadable(path, { signal });
  try {
    for await (const { packet, units } of readPictures(file, track, {
      from: Math.max(0, first - followedBefore),
      end,
      signal,
    })) {
      if (packet > first && units.some(({ head }) => ((head[0] ?? 0) & 31) === H264.idr)) break;
      const patches = await takePicture(rebase, file, { role: roleOf(packet, first, kept), units });
      if (typeof patches === 'string')
        throw new UnreadableSampleError(path, `No copy can begin at this recovery point: ${patches}`);
      if (packet === first || (packet > first && kept.has(packet))) headers.append(patches);
    }
  } finally {
    await file.close();
  }
  return { ...run, samples: { ...run.samples, headers } };
}

function roleOf(packet: number, first: number, kept: ReadonlySet<number>): PictureRole {
  if (packet < first) return 'before';
  if (packet === first) return 'first';
  return kept.has(packet) ? 'kept' : 'left-out';
}

/** A slice and where its length stands, in bytes of the file. */
interface PlacedUnit extends SliceUnit {
  readonly at: number;
  readonly sampleAt: number;
}

async function takePicture(
  rebase: StreamRebase,
  file: ReadableFile,
  { role, units }: { readonly role: PictureRole; readonly units: readonly PlacedUnit[] },
): Promise<readonly SamplePatch[] | string> {
  const answer = rebase.next(role, units);
  if (typeof answer !== 'string') return answer.map((patch, i) => samplePatch(patch, units[i]));
  // Also where a header is longer than what was read of it.
  const whole: PlacedUnit[] = [];
  await file.readMany(async (read) => {
    for (const unit of units) whole.push({ ...unit, head: await readBytes(read, unit.at + 4, unit.length) });
  });
  const second = rebase.next(role, whole);
  if (typeof second === 'string') return second === NEEDS_ALL ? 'a slice is cut short' : second;
  return second.map((patch, i) => samplePatch(patch, whole[i]));
}

/** The length in front of the unit changes with it. */
function samplePatch(
  { removed, bytes }: { readonly removed: number; readonly bytes: Uint8Array },
  unit: PlacedUnit | undefined,
): SamplePatch {
  if (!unit) throw new TypeError('A slice was rewritten that is not there.');
  const patched = new Uint8Array(4 + bytes.length);
  new DataView(patched.buffer).setUint32(0, unit.length - removed + bytes.length);
  patched.set(bytes, 4);
  return { at: unit.at - unit.sampleAt, removed: 4 + removed, bytes: patched };
}

interface PlacedPicture {
  readonly packet: number;
  readonly units: readonly PlacedUnit[];
}

/** The slices of each packet of a track, in decode order; reads ahead by a few dozen. */
async function* readPictures(
  file: ReadableFile,
  { table }: PictureBytes['track'],
  range: { readonly from: number; readonly end: number; readonly signal: AbortSignal },
): AsyncGenerator<PlacedPicture> {
  for (let at = range.from; at < range.end; at += readAtOnce) {
    range.signal.throwIfAborted();
    const packets = Array.from({ length: Math.min(readAtOnce, range.end - at) }, (_, i) => at + i);
    yield* await file.readMany(async (read) => {
      const pictures: PlacedPicture[] = [];
      for (const packet of packets) {
        const units = await readSlices(read, table.offset[packet] ?? 0, table.size[packet] ?? 0);
        pictures.push({ packet, units });
      }
      return pictures;
    });
  }
}

/** The slices of one sample. A unit that does not fit into it ends them: the decoder finds it missing, too. */
async function readSlices(read: QuickRead, sampleAt: number, size: number): Promise<PlacedUnit[]> {
  const units: PlacedUnit[] = [];
  const end = sampleAt + size;
  let known = { at: sampleAt, bytes: await readBytes(read, sampleAt, Math.min(1024, size)) };
  let at = sampleAt;
  while (at + 5 <= end) {
    const wanted = Math.min(end - at, 4 + headBytes);
    if (at < known.at || at + wanted > known.at + known.bytes.length)
      known = { at, bytes: await readBytes(read, at, wanted) };
    const bytes = known.bytes.subarray(at - known.at, at - known.at + wanted);
    const length = readLength(bytes, 0, 4);
    if (length === 0 || at + 4 + length > end) break;
    const type = (bytes[4] ?? 0) & 31;
    if (type >= H264.slice && type <= H264.idr)
      units.push({ head: bytes.slice(4, 4 + Math.min(length, headBytes)), length, at, sampleAt });
    at += 4 + length;
  }
  return units;
}

async function readBytes(read: QuickRead, position: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, await read(bytes, position));
}
