/** The two codecs whose samples are lists of length-prefixed NAL units. */
export type NalCodec = 'h264' | 'hevc';

export interface NalFraming {
  readonly codec: NalCodec;
  /** Bytes of the length in front of each NAL unit: 1, 2, 3 or 4. */
  readonly lengthSize: number;
}

/** One NAL unit of a sample: `[start, end)` begins with its header, after the length. */
export interface NalUnit {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

export interface NalList {
  readonly units: readonly NalUnit[];
  /** False where the lengths do not tile the sample exactly: it is damaged. */
  readonly isComplete: boolean;
}

export const H264 = { slice: 1, idr: 5, sps: 7, pps: 8, aud: 9 } as const;

export const HEVC = {
  radlN: 6,
  radlR: 7,
  raslN: 8,
  raslR: 9,
  blaWithLeading: 16,
  blaWithRadl: 17,
  blaWithoutLeading: 18,
  idrWithRadl: 19,
  idrWithoutLeading: 20,
  cra: 21,
  lastIrap: 23,
  vps: 32,
  sps: 33,
  pps: 34,
  aud: 35,
  message: 39,
  /** To be ignored by decoders, wherever it stands in front of a picture; the second one behind it. */
  ignoredBefore: 41,
  ignoredAfter: 47,
  /** What Dolby Vision adds to each picture. */
  dolbyVision: 62,
  dolbyVisionLayer: 63,
} as const;

export function nalType(codec: NalCodec, header: number): number {
  return codec === 'h264' ? header & 31 : (header >> 1) & 63;
}

/** Whether a NAL unit of this type carries picture data (and not parameters, messages or delimiters). */
export function isPictureNal(codec: NalCodec, type: number): boolean {
  return codec === 'h264' ? type >= 1 && type <= 5 : type <= 31;
}

/** Whether a decoder may be started at a picture of this type: nothing after it looks back past it. */
export function isIdr(codec: NalCodec, type: number): boolean {
  return codec === 'h264' ? type === H264.idr : type === HEVC.idrWithRadl || type === HEVC.idrWithoutLeading;
}

/** The NAL units of one sample, up to the first length that does not fit. */
export function nalUnits(sample: Uint8Array, framing: NalFraming): NalList {
  const { codec, lengthSize } = framing;
  const units: NalUnit[] = [];
  let at = 0;
  while (at + lengthSize <= sample.length) {
    const start = at + lengthSize;
    const end = start + readLength(sample, at, lengthSize);
    if (end > sample.length || end === start) break;
    units.push({ type: nalType(codec, sample[start] ?? 0), start, end });
    at = end;
  }
  return { units, isComplete: at === sample.length };
}

/** Big-endian length of 1 to 4 bytes. */
export function readLength(bytes: Uint8Array, at: number, lengthSize: number): number {
  let length = 0;
  for (let i = at; i < at + lengthSize; i++) length = length * 256 + (bytes[i] ?? 0);
  return length;
}
