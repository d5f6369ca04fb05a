import { openReadable } from '../../../disk/open-readable.ts';
import { BitReader } from '../../../mp4/h264/bits.ts';
import { plainHead } from '../../../mp4/read/emulation.ts';
import { parsePictureSet, parseSequence } from '../../../mp4/h264/parameter-sets.ts';
import { reasonAgainstRewriting, type ParameterSets } from '../../../mp4/h264/rebase-stream.ts';
import { readRecoveryPoint, type RecoveryPoint } from '../../../mp4/h264/recovery-point.ts';
import type { CodecConfig } from '../../../mp4/read/codec-config.ts';
import { H264, nalUnits, type NalUnit } from '../../../mp4/read/nal.ts';
import type { PictureBytes } from './picture-bytes.ts';

/** Delimiter, parameter sets and messages of a camera fit; a picture with more in front of it is not copied from. */
const headBytes = 4096;
/** Keyframes that are read in one go. */
const readAtOnce = 64;
const intra = 2;
const sei = 6;

/** The parameter sets of a configuration, as far as slice headers depend on them. */
export function parameterSetsOf({ parameterSets }: CodecConfig): ParameterSets {
  const of = (type: number) => parameterSets.filter((set) => ((set[0] ?? 0) & 31) === type);
  return {
    sequences: of(H264.sps).flatMap((set) => parseSequence(set) ?? []),
    pictures: of(H264.pps).flatMap((set) => parsePictureSet(set) ?? []),
  };
}

/**
 * Which of these packets are I-pictures at a recovery point from which on everything shown is exactly right, so that
 * a copy may begin there once its slice headers are rewritten (`StreamRebase`). The parameter sets that stand in front
 * of them must be those of the file's index. Rejects with `signal.reason` when aborted.
 */
export async function findRecoveryPoints(
  bytes: PictureBytes,
  packets: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { config } = bytes;
  if (config?.codec !== 'h264' || config.nalLengthSize !== 4 || packets.length === 0) return [];
  if (reasonAgainstRewriting(parameterSetsOf(config)) !== undefined) return [];
  return packetsLike(bytes, packets, { signal, isLike: (head) => isRecoveryPoint(head, config) });
}

/**
 * Which of these packets only begin to be right: pictures of a gradual refresh (x264's `intra-refresh`) are called
 * keyframes, but what is shown is whole some frames later. Nothing is decoded from there.
 */
export async function findGradualRefreshes(
  bytes: PictureBytes,
  packets: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { config } = bytes;
  if (config?.codec !== 'h264') return [];
  const isLike = (head: Uint8Array) =>
    recoveryPointsIn(head, config).some(({ frameCount }) => frameCount > 0);
  return packetsLike(bytes, packets, { signal, isLike });
}

/** Those of these packets whose beginning is like that; reads a few kilobytes of each. */
async function packetsLike(
  { path, track: { table } }: PictureBytes,
  packets: readonly number[],
  { signal, isLike }: { readonly signal: AbortSignal; readonly isLike: (head: Uint8Array) => boolean },
): Promise<readonly number[]> {
  const found: number[] = [];
  await using file = await openReadable(path, { signal });
  for (let from = 0; from < packets.length; from += readAtOnce) {
    signal.throwIfAborted();
    await file.readMany(async (read) => {
      for (const packet of packets.slice(from, from + readAtOnce)) {
        const head = Buffer.allocUnsafe(Math.min(headBytes, table.size[packet] ?? 0));
        const bytesRead = await read(head, table.offset[packet] ?? 0);
        if (isLike(head.subarray(0, bytesRead))) found.push(packet);
      }
    });
  }
  return found;
}

/** What the whole messages in the beginning of a sample say of it. */
function recoveryPointsIn(head: Uint8Array, config: CodecConfig): RecoveryPoint[] {
  const { units } = nalUnits(head, { codec: config.codec, lengthSize: config.nalLengthSize });
  const messages = units.filter(({ type }) => type === sei);
  return messages.flatMap((unit) => readRecoveryPoint(bytesOf(head, unit)) ?? []);
}

/** `head`: the beginning of a sample. */
function isRecoveryPoint(head: Uint8Array, config: CodecConfig): boolean {
  const framing = { codec: config.codec, lengthSize: config.nalLengthSize };
  const { units } = nalUnits(head, framing);
  const isExact = recoveryPointsIn(head, config).some((point) => point.frameCount === 0 && point.isExact);
  const areSetsKnown = units
    .filter(({ type }) => type === H264.sps || type === H264.pps)
    .every((unit) => config.parameterSets.some((set) => Buffer.compare(set, bytesOf(head, unit)) === 0));
  return isExact && areSetsKnown && firstSliceType(head, units) === intra;
}

/** The type of the first slice, which mostly reaches past the head: it is the unit after the last whole one. */
function firstSliceType(head: Uint8Array, units: readonly NalUnit[]): number | undefined {
  const whole = units.find(({ type }) => type === H264.slice);
  const start = whole?.start ?? (units.at(-1)?.end ?? 0) + 4;
  if (((head[start] ?? 0) & 31) !== H264.slice) return undefined;
  const bits = new BitReader(plainHead(head.subarray(start + 1, start + 17)).bytes);
  bits.ue();
  return bits.ue() % 5;
}

function bytesOf(head: Uint8Array, { start, end }: NalUnit): Uint8Array {
  return head.subarray(start, end);
}
