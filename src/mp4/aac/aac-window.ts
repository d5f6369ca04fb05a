/** How the transform of one AAC packet begins and ends: packets only fit together where these do. */
export interface AacWindow {
  /** Its first half rises over all 1024 samples, so that it fits behind any packet that `endsLong`. */
  readonly startsLong: boolean;
  readonly endsLong: boolean;
  /**
   * How its second half falls. The first half of the packet behind it rises in the same way: a decoder keeps the
   * shape of one packet for the next.
   */
  readonly shape: WindowShape;
  /** Where in the packet the shape is said, in bits. */
  readonly shapeBit: number;
}

export type WindowShape = 'sine' | 'kbd';

/** What may stand before the window in a packet is hardly ever longer than the name of the encoder. */
export const AAC_HEAD_BYTES = 64;

const ELEMENT = { pair: 1, data: 4, fill: 6 } as const;
const SEQUENCE = { long: 0, start: 1, stop: 3 } as const;

/**
 * Reads the window that both channels of a stereo packet share. Undefined where each channel has a window of its
 * own, and for anything but a raw data block whose sound is one pair of channels. `head` is the packet's beginning.
 */
export function parseAacWindow(head: Uint8Array): AacWindow | undefined {
  const bits = new BitReader(head);
  for (let element = bits.read(3); !bits.isPastEnd; element = bits.read(3)) {
    if (element === ELEMENT.fill) skipFill(bits);
    else if (element === ELEMENT.data) skipData(bits);
    else return element === ELEMENT.pair ? windowOfPair(bits) : undefined;
  }
  return undefined;
}

/** Says another shape in a packet. Changes `packet`. */
export function setWindowShape(packet: Uint8Array, { shapeBit }: AacWindow, shape: WindowShape): void {
  const at = shapeBit >> 3;
  const mask = 0x80 >> (shapeBit & 7);
  const byte = packet[at] ?? 0;
  packet[at] = shape === 'kbd' ? byte | mask : byte & ~mask;
}

function windowOfPair(bits: BitReader): AacWindow | undefined {
  bits.skip(4);
  const isShared = bits.read(1) === 1;
  bits.skip(1);
  const sequence = bits.read(2);
  const shapeBit = bits.position;
  const shape = bits.read(1) === 1 ? 'kbd' : 'sine';
  if (!isShared || bits.isPastEnd) return undefined;
  return {
    startsLong: sequence === SEQUENCE.long || sequence === SEQUENCE.start,
    endsLong: sequence === SEQUENCE.long || sequence === SEQUENCE.stop,
    shape,
    shapeBit,
  };
}

function skipFill(bits: BitReader): void {
  const count = bits.read(4);
  bits.skip(8 * (count === 15 ? count + bits.read(8) - 1 : count));
}

function skipData(bits: BitReader): void {
  bits.skip(4);
  const isAligned = bits.read(1) === 1;
  const count = bits.read(8);
  const bytes = count === 255 ? count + bits.read(8) : count;
  if (isAligned) bits.skip((8 - (bits.position & 7)) & 7);
  bits.skip(8 * bytes);
}

class BitReader {
  readonly #bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isPastEnd(): boolean {
    return this.position > 8 * this.#bytes.length;
  }

  skip(bits: number): void {
    this.position += bits;
  }

  read(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++, this.position++) {
      value = value * 2 + (((this.#bytes[this.position >> 3] ?? 0) >> (7 - (this.position & 7))) & 1);
    }
    return value;
  }
}
