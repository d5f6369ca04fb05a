import type { Malformed } from '../read/box.ts';

const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** One header of an ADTS stream: AAC packets laid end to end, each behind 7 or 9 bytes. */
export interface AdtsHeader {
  readonly headerBytes: number;
  /** Header included. */
  readonly frameBytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** What a decoder needs to know, as `esds` holds it (AudioSpecificConfig). */
  readonly config: Uint8Array;
}

/** What an ADTS stream holds: packets of 1024 samples, positions without their headers. */
export interface AdtsStream {
  readonly config: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
  readonly offset: Float64Array;
  readonly size: Uint32Array;
}

/** An ADTS header never needs more than this. */
export const ADTS_HEADER_BYTES = 7;

/** Reads the header at a position; undefined where there is none, or one that says what no encoder of ours says. */
export function parseAdtsHeader(bytes: Uint8Array, at: number): AdtsHeader | undefined {
  if (at + ADTS_HEADER_BYTES > bytes.length) return undefined;
  const byte = (i: number) => bytes[at + i] ?? 0;
  // Twelve bits of sync and a layer of 0; the bit between says MPEG-2 or MPEG-4.
  if (byte(0) !== 0xff || (byte(1) & 0xf6) !== 0xf0) return undefined;
  const objectType = (byte(2) >> 6) + 1;
  const rateIndex = (byte(2) >> 2) & 15;
  const layout = ((byte(2) & 1) << 2) | (byte(3) >> 6);
  const sampleRate = sampleRates[rateIndex];
  const headerBytes = (byte(1) & 1) === 1 ? 7 : 9;
  const frameBytes = ((byte(3) & 3) << 11) | (byte(4) << 3) | (byte(5) >> 5);
  const blocks = (byte(6) & 3) + 1;
  // Layout 0 hides the channels inside the packets; several blocks a frame are several packets.
  if (sampleRate === undefined || layout === 0 || blocks !== 1 || frameBytes <= headerBytes) return undefined;
  return {
    headerBytes,
    frameBytes,
    sampleRate,
    channels: layout === 7 ? 8 : layout,
    config: audioSpecificConfig({ objectType, rateIndex, layout }),
  };
}

/** The header that a packet of so many bytes of AAC-LC at 48 kHz in stereo stands behind in an ADTS stream. */
export function adtsHeader(packetBytes: number): Uint8Array {
  const bytes = ADTS_HEADER_BYTES + packetBytes;
  // MPEG-4 without a checksum; Low Complexity, rate index 3, two channels; a buffer that is not told of; one block.
  return Uint8Array.of(
    0xff,
    0xf1,
    0x4c,
    0x80 | (bytes >> 11),
    (bytes >> 3) & 255,
    ((bytes & 7) << 5) | 31,
    0xfc,
  );
}

function audioSpecificConfig(of: { objectType: number; rateIndex: number; layout: number }): Uint8Array {
  return Uint8Array.from([
    (of.objectType << 3) | (of.rateIndex >> 1),
    ((of.rateIndex & 1) << 7) | (of.layout << 3),
  ]);
}

/** Collects the packets of an ADTS stream that arrives in parts. */
export class AdtsReader {
  #first: AdtsHeader | undefined;
  readonly #offsets: number[] = [];
  readonly #sizes: number[] = [];
  /** Where the next header is, in the stream. */
  #at = 0;

  get position(): number {
    return this.#at;
  }

  /**
   * Reads the headers that lie in `bytes`, which stand at `from` in the stream. Answers why it cannot go on, or
   * undefined once it needs bytes from `position` on.
   */
  read(bytes: Uint8Array, from: number): Malformed | undefined {
    while (this.#at + ADTS_HEADER_BYTES <= from + bytes.length) {
      const header = parseAdtsHeader(bytes, this.#at - from);
      if (!header) return { problem: `there is no AAC packet at byte ${this.#at}` };
      this.#first ??= header;
      if (header.config.join() !== this.#first.config.join()) {
        return { problem: `the AAC changes its format at byte ${this.#at}` };
      }
      this.#offsets.push(this.#at + header.headerBytes);
      this.#sizes.push(header.frameBytes - header.headerBytes);
      this.#at += header.frameBytes;
    }
    return undefined;
  }

  /** The stream, of `length` bytes in all. A packet that was cut short is a problem. */
  finish(length: number): AdtsStream | Malformed {
    if (!this.#first) return { problem: 'there is no AAC packet' };
    if (this.#at !== length) return { problem: 'the last AAC packet is cut short' };
    const { config, sampleRate, channels } = this.#first;
    const [offset, size] = [Float64Array.from(this.#offsets), Uint32Array.from(this.#sizes)];
    return { config, sampleRate, channels, offset, size };
  }
}
