import type { FileHandle } from 'node:fs/promises';

const mostBufferBytes = 4 * 2 ** 20;

/** Collects bytes and writes them in large pieces, one of which is under way while the next is filled. */
export class MovieOutput {
  readonly #file: FileHandle;
  readonly #onWritten: (bytesWritten: number) => void;
  readonly #bufferBytes: number;
  readonly #buffers: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  #filled = 0;
  #written = 0;
  #pending: Promise<void> | undefined;

  /** `totalBytes` are expected: of small movies there are hundreds, and what large ones want is memory to collect. */
  constructor(file: FileHandle, totalBytes: number, onWritten: (bytesWritten: number) => void) {
    this.#file = file;
    this.#onWritten = onWritten;
    this.#bufferBytes = Math.max(1, Math.min(mostBufferBytes, totalBytes));
  }

  /** Bytes taken so far, written or not. */
  get length(): number {
    return this.#written + this.#filled;
  }

  /** Takes bytes, which may be reused afterwards. Answers a promise only where it had to write. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    const room = this.#bufferBytes - this.#filled;
    if (bytes.length > room) return this.#appendLong(bytes);
    this.#take(bytes);
    return undefined;
  }

  /** Writes what is left and waits for it. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#pending;
  }

  /** Waits until no write is under way, whatever became of it. */
  async settle(): Promise<void> {
    await this.#pending?.catch(() => undefined);
  }

  async #appendLong(bytes: Uint8Array): Promise<void> {
    let taken = 0;
    while (taken < bytes.length) {
      const part = bytes.subarray(taken, taken + this.#bufferBytes - this.#filled);
      this.#take(part);
      taken += part.length;
      if (this.#filled === this.#bufferBytes) await this.#flush();
    }
  }

  #take(bytes: Uint8Array): void {
    if (this.#buffers[0].length === 0) this.#buffers[0] = Buffer.allocUnsafeSlow(this.#bufferBytes);
    this.#buffers[0].set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async #flush(): Promise<void> {
    await this.#pending;
    const full = this.#buffers[0].subarray(0, this.#filled);
    this.#buffers.reverse();
    this.#written += this.#filled;
    this.#filled = 0;
    this.#pending = this.#write(full, this.#written);
    // Its failure is met by the next flush; until then it must not count as unhandled.
    this.#pending.catch(() => undefined);
  }

  async #write(bytes: Buffer, total: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done);
      done += bytesWritten;
    }
    this.#onWritten(total);
  }
}
