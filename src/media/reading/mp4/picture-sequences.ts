import { HEVC, H264, nalType } from '../../../mp4/read/nal.ts';
import { normaliseEntry } from '../../../mp4/write/boxes/sample-entry.ts';
import type { Track } from '../../../mp4/read/track.ts';
import { BitReader } from '../../../mp4/h264/bits.ts';
import type { CodecConfig } from '../../../mp4/read/codec-config.ts';
import type { SampleHead } from './sample-heads.ts';

/** The sequence parameter set that the container gives. */
export function sequenceOf({ codec, parameterSets }: CodecConfig): Uint8Array | undefined {
  const wanted = codec === 'h264' ? H264.sps : HEVC.sps;
  return parameterSets.find((set) => nalType(codec, set[0] ?? 0) === wanted);
}

/** For each description of a track whether it says the same as the first. */
export function areLikeFirst({ sampleEntries }: Track): readonly boolean[] {
  if (sampleEntries.length === 1) return [true];
  const texts = sampleEntries.map((entry) => Buffer.from(normaliseEntry(entry)).toString('base64'));
  return texts.map((text) => text === texts[0]);
}

/** Enough for the head of a VP9 frame, and for the sequence header that an AV1 keyframe begins with. */
const headBytes = 64;

/** What a VP9 or AV1 keyframe says of its size, depth and colours, in words that can be compared. */
export async function readSequenceText(head: SampleHead, codec: string): Promise<string> {
  const bytes = await head.at(0, Math.min(headBytes, head.size));
  if (!bytes) return '';
  return codec === 'vp09' ? vp9Text(bytes) : av1Text(bytes);
}

/** VP9 bitstream, 6.2: the uncompressed header of a keyframe up to its size. */
function vp9Text(bytes: Uint8Array): string {
  const bits = new BitReader(bytes);
  bits.u(2);
  const profile = bits.bit() + 2 * bits.bit();
  if (profile === 3) bits.bit();
  const isShownAgain = bits.flag();
  const isInter = bits.flag();
  if (isShownAgain || isInter) return '';
  bits.u(2 + 24);
  const depth = profile >= 2 ? bits.bit() : 0;
  const space = bits.u(3);
  const isRgb = space === 7;
  const range = isRgb ? 1 : bits.bit();
  const subsampling = profile % 2 === 1 ? bits.u(isRgb ? 1 : 3) : 0;
  return [profile, depth, space, range, subsampling, bits.u(16), bits.u(16)].join();
}

/** The OBU of type 1, whole. */
function av1Text(bytes: Uint8Array): string {
  for (let at = 0; at + 2 <= bytes.length;) {
    const header = bytes[at] ?? 0;
    const [type, hasExtension, hasSize] = [(header >> 3) & 15, (header & 4) !== 0, (header & 2) !== 0];
    const sizeAt = at + (hasExtension ? 2 : 1);
    const size = hasSize ? (bytes[sizeAt] ?? 0) : bytes.length - sizeAt;
    // Sequence headers and what stands before them are shorter than what takes a second byte to say.
    if (size >= 128) return '';
    const end = sizeAt + (hasSize ? 1 : 0) + size;
    if (type === 1) return Buffer.from(bytes.subarray(at, end)).toString('hex');
    at = end;
  }
  return '';
}
