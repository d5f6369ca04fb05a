import { H264, HEVC, isPictureNal, nalType, readLength, type NalFraming } from '../../../mp4/read/nal.ts';
import { readHeads, type SampleHead, type SamplesOf } from './sample-heads.ts';

/** Where no picture NAL unit was found: damaged, cut short, or empty. */
const NO_PICTURE = 255;

/** More NAL units than this in front of the picture are not footage. */
const maxUnits = 64;

/**
 * For each of these H.264 samples whether no other picture is built from it (`nal_ref_idc` is 0, H.264 7.4.1): then
 * a decoder that does not show it need not be given it. Never so of HEVC, where layers above may look back at it.
 */
export async function readIsDisposable(
  from: SamplesToRead,
  samples: ArrayLike<number>,
): Promise<readonly boolean[]> {
  if (from.framing.codec !== 'h264') return Array.from(samples, () => false);
  const headers = await readHeaders(from, samples);
  return Array.from(headers, (header) => header !== NO_PICTURE && header >> 5 === 0);
}

export interface SamplesToRead extends SamplesOf {
  readonly framing: NalFraming;
}

/** What a keyframe says of itself. */
export interface KeyframeHead {
  /** The type of its first picture NAL unit, or `NO_PICTURE`. */
  readonly type: number;
  /** The sequence parameter set in front of it; undefined where it leaves that to the container. */
  readonly sequence: Uint8Array | undefined;
}

/** Types and sequence parameter sets of these keyframes. */
export async function readKeyframeHeads(
  { framing, ...from }: SamplesToRead,
  samples: ArrayLike<number>,
): Promise<KeyframeHead[]> {
  return readHeads(from, samples, async (head) => {
    let sequence: Uint8Array | undefined;
    const header = await firstPictureHeader(head, framing, (unit) => {
      const isSequence =
        nalType(framing.codec, unit[0] ?? 0) === (framing.codec === 'h264' ? H264.sps : HEVC.sps);
      // A copy: what it is a part of is read into again.
      if (isSequence) sequence ??= Uint8Array.from(unit);
    });
    return { type: header === NO_PICTURE ? NO_PICTURE : nalType(framing.codec, header), sequence };
  });
}

/** The parameter sets that stand in front of the picture of a sample, as raw NAL units. */
export async function readParameterSets(
  { framing, ...from }: SamplesToRead,
  sample: number,
): Promise<Uint8Array[]> {
  const types = new Set<number>(
    framing.codec === 'h264' ? [H264.sps, H264.pps] : [HEVC.vps, HEVC.sps, HEVC.pps],
  );
  const sets: Uint8Array[] = [];
  await readHeads(from, [sample], (head) =>
    firstPictureHeader(head, framing, (unit) => {
      if (types.has(nalType(framing.codec, unit[0] ?? 0))) sets.push(Uint8Array.from(unit));
    }),
  );
  return sets;
}

/** The first byte of the first picture NAL unit of each sample; its highest bit is 0, so `NO_PICTURE` is none. */
async function readHeaders(
  { framing, ...from }: SamplesToRead,
  samples: ArrayLike<number>,
): Promise<Uint8Array> {
  return Uint8Array.from(await readHeads(from, samples, (head) => firstPictureHeader(head, framing)));
}

/** Parameter sets are shorter; what is longer is no parameter set. */
const longestSet = 512;

/** `onUnit` is shown every short NAL unit that stands before the picture. */
async function firstPictureHeader(
  head: SampleHead,
  framing: NalFraming,
  onUnit?: (unit: Uint8Array) => void,
): Promise<number> {
  const { codec, lengthSize } = framing;
  let at = 0;
  for (let unit = 0; unit < maxUnits; unit++) {
    const bytes = await head.at(at, lengthSize + 1);
    if (!bytes) return NO_PICTURE;
    const header = bytes[lengthSize] ?? 0;
    if (isPictureNal(codec, nalType(codec, header)) && header < 128) return header;
    const length = readLength(bytes, 0, lengthSize);
    if (length === 0) return NO_PICTURE;
    const unit = onUnit && length <= longestSet ? await head.at(at + lengthSize, length) : undefined;
    if (unit) onUnit?.(unit);
    at += lengthSize + length;
  }
  return NO_PICTURE;
}
