import { boxesIn, fourcc, isMalformed, orProblem, viewOf, type Box } from '../read/box.ts';
import { box, fullBox, joinParts, u16, u32, u8, type BoxPart } from '../write/boxes/box-writer.ts';

/** What the description of an AAC track says. */
export interface AacFormat {
  /** AudioSpecificConfig. */
  readonly config: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
  /** Of the fullest second; 0 where unknown. */
  readonly maxBitrateBps?: number;
  readonly averageBitrateBps?: number;
}

/** An `mp4a` sample entry with its `esds`. */
export function aacSampleEntry(format: AacFormat): Uint8Array {
  const { config, sampleRate, channels } = format;
  // Rates above 16 bits do not fit the fixed-point field; the configuration says them.
  const rate = sampleRate < 65536 ? sampleRate * 65536 : 0;
  const decoder = [
    // MPEG-4 audio; an audio stream, upstream 0, the reserved bit 1; buffer size unknown.
    u8(0x40, 0x15, 0, 0, 0),
    u32(format.maxBitrateBps ?? 0, format.averageBitrateBps ?? 0),
    descriptor(5, config),
  ];
  const esds = fullBox(
    'esds',
    0,
    descriptor(3, [u16(0), u8(0), descriptor(4, decoder), descriptor(6, u8(2))]),
  );
  return box('mp4a', u16(0, 0, 0, 1), u32(0, 0), u16(channels, 16, 0, 0), u32(rate), esds);
}

/** An MPEG-4 descriptor: a tag, its length in four bytes of seven bits, its contents. */
function descriptor(tag: number, ...parts: readonly BoxPart[]): Uint8Array {
  const body = joinParts(parts);
  const size = [21, 14, 7].map((shift) => ((body.length >> shift) & 127) | 128);
  return joinParts([u8(tag, ...size, body.length & 127), body]);
}

/** AudioSpecificConfig: Low Complexity, 48 kHz, two channels, 1024 samples a packet. */
export const plainStereo48k = Uint8Array.of(0x11, 0x90);

/**
 * Whether a configuration says AAC-LC, 48 kHz, two channels, 1024 samples a packet and nothing that would change how
 * they are decoded. At its end it may say that there is no SBR, as FFmpeg's does.
 */
export function isPlainStereo48k(config: Uint8Array | undefined): boolean {
  if (!config || plainStereo48k.some((byte, i) => config[i] !== byte)) return false;
  if (config.length === 2) return true;
  return config[2] === 0x56 && config[3] === 0xe5 && ((config[4] ?? 0) & 0x80) === 0;
}

/**
 * The AudioSpecificConfig of an `mp4a` entry, QuickTime's kinds included. Undefined where there is none: what is
 * in the track is not AAC, or not described as such.
 */
export function aacConfigOf(entry: Uint8Array): Uint8Array | undefined {
  if (entry.length < 36 || fourcc(entry, 4) !== 'mp4a') return undefined;
  const found = orProblem('the sound description', () => {
    const version = viewOf(entry).getUint16(16);
    const esds = findEsds(entry, { start: version === 1 ? 52 : version === 2 ? 72 : 36, end: entry.length });
    return esds && decoderConfig(entry.subarray(esds.start + 4, esds.end));
  });
  return found === undefined || isMalformed(found) ? undefined : found;
}

function findEsds(entry: Uint8Array, within: { start: number; end: number }): Box | undefined {
  for (const child of boxesIn(entry, within.start, within.end)) {
    if (child.type === 'esds') return child;
    if (child.type === 'wave') return findEsds(entry, child);
  }
  return undefined;
}

/** Walks ES descriptor → decoder configuration → decoder specific information. */
function decoderConfig(esds: Uint8Array): Uint8Array | undefined {
  const stream = openDescriptor(esds, 0, 3);
  if (stream === undefined) return undefined;
  const flags = esds[stream.start + 2] ?? 0;
  // Flags that put more fields in between; no file has them, as they mean nothing in a file.
  if ((flags & 0xe0) !== 0) return undefined;
  const decoder = openDescriptor(esds, stream.start + 3, 4);
  const specific = decoder && openDescriptor(esds, decoder.start + 13, 5);
  return specific && esds.slice(specific.start, specific.end);
}

function openDescriptor(
  bytes: Uint8Array,
  at: number,
  tag: number,
): { start: number; end: number } | undefined {
  if (bytes[at] !== tag) return undefined;
  let length = 0;
  let start = at + 1;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[start++] ?? 0;
    length = length * 128 + (byte & 127);
    if (byte < 128) break;
  }
  return start + length <= bytes.length ? { start, end: start + length } : undefined;
}
