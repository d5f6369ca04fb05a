/** More bytes are needed than are there. */
export class OutOfBytes extends Error {
  constructor() {
    super('The bytes end here');
    this.name = 'OutOfBytes';
  }
}

/** Reads numbers and bytes one after another. Throws `OutOfBytes` at the end. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new OutOfBytes();
    this.at += 1;
    return value;
  }

  /** A view of the next `length` bytes. */
  take(length: number): Uint8Array {
    if (length < 0 || this.at + length > this.#bytes.length) throw new OutOfBytes();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** Seven bits a byte, highest first, the top bit of all but the last set. Exact up to 2⁵³. */
  number(): number {
    let value = 0;
    for (;;) {
      const byte = this.byte();
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  }

  /** The same with a sign in the lowest bit: 0, 1, −1, 2, −2, … */
  signed(): number {
    const value = this.number() + 1;
    return value % 2 === 1 ? -(value - 1) / 2 : value / 2;
  }
}
