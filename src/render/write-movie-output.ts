import type { FileHandle } from 'node:fs/promises';

const bufferBytes = 4 * 2 ** 20;

/** Collects bytes and writes them in large pieces, one of which is under way while the next is filled. */
export class MovieOutput {
  readonly #file: FileHandle;
  readonly #onWritten: (bytesWritten: number) => void;
  readonly #buffers: [Buffer, Buffer];
  #filled = 0;
  #written = 0;
  #pending: Promise<void> | undefined;

  constructor(file: FileHandle, onWritten: (bytesWritten: number) => void) {
    this.#file = file;
    this.#onWritten = onWritten;
    this.#buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)];
  }

  /** Bytes taken so far, written or not. */
  get length(): number {
    return this.#written + this.#filled;
  }

  /** Takes bytes, which may be reused afterwards. Answers a promise only where it had to write. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    const room = bufferBytes - this.#filled;
    if (bytes.length > room) return this.#appendLong(bytes);
    this.#buffers[0].set(bytes, this.#filled);
    this.#filled += bytes.length;
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
      const part = bytes.subarray(taken, taken + bufferBytes - this.#filled);
      this.#buffers[0].set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === bufferBytes) await this.#flush();
    }
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
