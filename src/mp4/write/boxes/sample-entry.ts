import { boxesIn, fourcc, orProblem, viewOf, type Malformed } from '../../read/box.ts';
import { box, joinParts, u16, u8 } from './box-writer.ts';
import { hdrBoxes, type HdrMetadata } from './hdr-metadata.ts';
import { parseAvcConfig, parseHevcConfig, type CodecConfig } from '../../read/codec-config.ts';
import { H264, HEVC, nalType } from '../../read/nal.ts';

/** A visual sample entry is 86 bytes of fixed fields and then boxes. */
const fixedLength = 86;

/** The boxes inside a picture's sample entry: `avcC`, `colr`, `pasp` and so on, each whole. */
export function entryBoxes(entry: Uint8Array): { type: string; bytes: Uint8Array }[] | Malformed {
  return orProblem('the picture description', () =>
    Array.from(boxesIn(entry, fixedLength), ({ type, from, end }) => ({
      type,
      bytes: entry.slice(from, end),
    })),
  );
}

/**
 * The decoder configuration of an H.264 or HEVC sample entry. Undefined for other codecs; a `Malformed`
 * where the record is missing or makes no sense.
 */
export function codecConfigOf(entry: Uint8Array): CodecConfig | Malformed | undefined {
  const type = fourcc(entry, 4);
  const isAvc = type === 'avc1' || type === 'avc3';
  if (!isAvc && type !== 'hvc1' && type !== 'hev1') return undefined;
  const boxes = entryBoxes(entry);
  if (!Array.isArray(boxes)) return boxes;
  const record = boxes.find((child) => child.type === (isAvc ? 'avcC' : 'hvcC'))?.bytes.subarray(8);
  if (!record) return { problem: 'the picture description holds no decoder configuration' };
  return isAvc ? parseAvcConfig(record) : parseHevcConfig(record);
}

/** Colour as ISO/IEC 23091-2 (H.273) code points: 1 is BT.709, 9 BT.2020, 16 PQ, 18 HLG, 2 unspecified. */
export interface ColourTags {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly isFullRange: boolean;
}

/** The same entry with one `colr` box of type `nclx`; whatever colour box it had is gone. */
export function withColourTags(entry: Uint8Array, tags: ColourTags): Uint8Array {
  const colr = box('colr', Uint8Array.from([0x6e, 0x63, 0x6c, 0x78]), codePoints(tags));
  const boxes = childrenOf(entry).filter((child) => child.type !== 'colr');
  return assemble(entry, [...boxes.map((child) => child.bytes), colr]);
}

/** What is said of brightness, by MP4 and as it was written for VP9 before, and what announces Dolby Vision. */
const hdrBoxTypes = new Set(['mdcv', 'clli', 'SmDm', 'CoLL', 'dvcC', 'dvvC', 'dvwC', 'hvcE', 'avcE']);

/** The same entry with these statements on high dynamic range and no others; undefined: with none. */
export function withHdrMetadata(entry: Uint8Array, hdr: HdrMetadata | undefined): Uint8Array {
  const boxes = childrenOf(entry).filter((child) => !hdrBoxTypes.has(child.type));
  return assemble(entry, [...boxes.map((child) => child.bytes), ...(hdr ? hdrBoxes(hdr) : [])]);
}

function codePoints(tags: ColourTags): Uint8Array {
  return joinParts([u16(tags.primaries, tags.transfer, tags.matrix), u8(tags.isFullRange ? 0x80 : 0)]);
}

/** Boxes that say nothing about decoding (`btrt` even differs between chunks of one encoder) or are QuickTime's own. */
const dropped = new Set(['btrt', 'gama', 'chrm', 'free', 'skip']);

/**
 * The entry as it goes into our file, so that equal descriptions are equal bytes: data reference 1, lengths of
 * four bytes, `hvc1` where the record holds the parameter sets, `avc1` rather than `avc3` likewise, MP4's
 * colour box instead of QuickTime's.
 */
export function normaliseEntry(entry: Uint8Array): Uint8Array {
  const boxes = childrenOf(entry)
    .filter((child) => !dropped.has(child.type))
    .map(({ type, bytes }) => (type === 'colr' ? mp4Colour(bytes) : withLongLengths(type, bytes)));
  const plain = assemble(entry, boxes);
  plain.set([0, 1], 14);
  const type = fourcc(entry, 4);
  if ((type === 'hev1' || type === 'avc3') && hasParameterSets(entry)) {
    plain.set(type === 'hev1' ? [0x68, 0x76, 0x63, 0x31] : [0x61, 0x76, 0x63, 0x31], 4);
  }
  return plain;
}

/**
 * The same entry with these parameter sets (raw NAL units) in its record instead of its own, for streams that carry
 * theirs in band (`avc3`, `hev1`). Any other entry stays as it is.
 */
export function withStoredSets(entry: Uint8Array, sets: readonly Uint8Array[]): Uint8Array {
  const config = codecConfigOf(entry);
  if (!config || 'problem' in config) return entry;
  const boxes = childrenOf(entry).map(({ type, bytes }) => {
    if (type === 'avcC') return box(type, avcRecord(bytes.subarray(8), config, sets));
    return type === 'hvcC' ? box(type, hevcRecord(bytes.subarray(8), sets)) : bytes;
  });
  return assemble(entry, boxes);
}

/** ISO 14496-15, 5.3.3.1.2: a byte of flags and the count in front of the sequence sets, a count before the others. */
function avcRecord(record: Uint8Array, config: CodecConfig, sets: readonly Uint8Array[]): Uint8Array {
  const [sequences, pictures] = [H264.sps, H264.pps].map((type) =>
    sets.filter((set) => nalType('h264', set[0] ?? 0) === type),
  );
  const { chroma, bitDepth } = config;
  const isStated = chroma !== undefined && bitDepth !== undefined;
  const extension = isStated ? u8(0xfc | chroma, 0xf8 | (bitDepth - 8), 0xf8 | (bitDepth - 8), 0) : u8();
  return joinParts([
    record.slice(0, 5),
    ...[u8(0xe0 | (sequences?.length ?? 0)), storedSets(sequences ?? [])],
    ...[u8(pictures?.length ?? 0), storedSets(pictures ?? []), extension],
  ]);
}

/** ISO 14496-15, 8.3.3.1.2: an array for each type; none is said to be complete, since more stand in band. */
function hevcRecord(record: Uint8Array, sets: readonly Uint8Array[]): Uint8Array {
  const types = [HEVC.vps, HEVC.sps, HEVC.pps];
  const arrays = types.flatMap((type) => {
    const own = sets.filter((set) => nalType('hevc', set[0] ?? 0) === type);
    return own.length === 0 ? [] : [joinParts([u8(type), u16(own.length), storedSets(own)])];
  });
  return joinParts([record.slice(0, 22), u8(arrays.length), arrays]);
}

function storedSets(sets: readonly Uint8Array[]): Uint8Array {
  return joinParts(sets.flatMap((set) => [u16(set.length), set]));
}

export function hasParameterSets(entry: Uint8Array): boolean {
  const config = codecConfigOf(entry);
  if (!config || 'problem' in config) return false;
  const types = config.parameterSets.map((set) => nalType(config.codec, set[0] ?? 0));
  return config.codec === 'h264' ? types.length >= 2 : types.includes(HEVC.sps) && types.includes(HEVC.pps);
}

/** QuickTime's `nclc` has no range; it means video range. */
function mp4Colour(colr: Uint8Array): Uint8Array {
  if (fourcc(colr, 8) !== 'nclc' || colr.length < 18) return colr;
  return box('colr', Uint8Array.from([0x6e, 0x63, 0x6c, 0x78]), colr.slice(12, 18), u8(0));
}

function withLongLengths(type: string, bytes: Uint8Array): Uint8Array {
  const at = type === 'avcC' ? 8 + 4 : type === 'hvcC' ? 8 + 21 : undefined;
  if (at !== undefined && at < bytes.length) bytes[at] = (bytes[at] ?? 0) | 3;
  return bytes;
}

function childrenOf(entry: Uint8Array): { type: string; bytes: Uint8Array }[] {
  const boxes = entryBoxes(entry);
  if (Array.isArray(boxes)) return boxes;
  throw new RangeError(`This sample entry cannot be rewritten: ${boxes.problem}`);
}

function assemble(entry: Uint8Array, boxes: readonly Uint8Array[]): Uint8Array {
  const bytes = joinParts([entry.slice(0, fixedLength), boxes]);
  viewOf(bytes).setUint32(0, bytes.length);
  return bytes;
}
