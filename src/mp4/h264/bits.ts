/** Reads an RBSP bit by bit (H.264 7.2). Past its end everything reads as 0, and `isPastEnd` says so: nothing loops. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits from the beginning. */
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.position = position;
  }

  get isPastEnd(): boolean {
    return this.position > this.#bytes.length * 8;
  }

  bit(): number {
    const byte = this.#bytes[this.position >> 3] ?? 0;
    const bit = (byte >> (7 - (this.position & 7))) & 1;
    this.position++;
    return bit;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** An unsigned number of so many bits, 32 at most. */
  u(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) value = value * 2 + this.bit();
    return value;
  }

  /** Exp-Golomb, unsigned (9.1). A prefix of more than 31 zeros is no number of any stream: it reads as the largest. */
  ue(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isPastEnd && this.bit() === 0) zeros++;
    return 2 ** zeros - 1 + this.u(Math.min(zeros, 32));
  }

  /** Exp-Golomb, signed. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** Writes bit by bit. */
export class BitWriter {
  #bytes: number[] = [];
  #bits = 0;

  /** Bits written so far. */
  get length(): number {
    return this.#bits;
  }

  bit(bit: number): void {
    if (this.#bits % 8 === 0) this.#bytes.push(0);
    const last = this.#bytes.length - 1;
    if (bit !== 0) this.#bytes[last] = (this.#bytes[last] ?? 0) | (0x80 >> (this.#bits & 7));
    this.#bits++;
  }

  u(value: number, bits: number): void {
    for (let i = bits - 1; i >= 0; i--) this.bit(Math.floor(value / 2 ** i) % 2);
  }

  ue(value: number): void {
    const length = Math.floor(Math.log2(value + 1));
    this.u(0, length);
    this.u(value + 1, length + 1);
  }

  /** The bits `[from, to)` of other bytes. */
  copy(bytes: Uint8Array, from: number, to: number): void {
    const reader = new BitReader(bytes, from);
    while (reader.position < to) this.bit(reader.bit());
  }

  /** Ones up to the next whole byte (`cabac_alignment_one_bit`). */
  alignWithOnes(): void {
    while (this.#bits % 8 !== 0) this.bit(1);
  }

  /** What was written; the last byte is filled with zeros. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
