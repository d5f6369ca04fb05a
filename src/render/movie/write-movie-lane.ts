import { openReadable, type ReadableFile } from '../../disk/open-readable.ts';
import { DamagedChunkError, goneOr, requireIntact } from '../../media/chunks/chunk-seal.ts';
import { blocksAround, type BlockSums } from '../../shared/block-sums.ts';

/** Samples of one file, in the order in which they are wanted. */
export interface LaneRun {
  readonly path: string;
  /** Of a chunk: what its content has to be; every byte is checked as it is read. */
  readonly sums?: BlockSums | undefined;
  readonly offset: Float64Array;
  readonly size: Uint32Array;
}

/** Thrown where a source does not give what its index promised; `path` says which. */
export class UnreadableSampleError extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = 'UnreadableSampleError';
    this.path = path;
  }
}

/** Bytes asked of the system at once, at most. */
const windowBytes = 4 * 2 ** 20;
/** Bytes between two samples that are read and thrown away, because a second read would cost more. */
const gapBytes = 256 * 2 ** 10;
/** No picture is larger; a file that says so is damaged. */
const largestSample = 256 * 2 ** 20;

interface Window {
  readonly run: number;
  /** Samples `[from, to)` of the run. */
  readonly from: number;
  readonly to: number;
  /** Bytes `[start, end)` of the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * Gives samples one after another, in exactly the order of the runs, and reads ahead by one window.
 * Holds two windows and one open file. What it gives is valid until the next call.
 */
export class SampleLane {
  readonly #runs: readonly LaneRun[];
  readonly #signal: AbortSignal | undefined;
  readonly #windows: Generator<Window>;
  readonly #buffers: [Buffer, Buffer];
  #file: ReadableFile | undefined;
  #current: { window: Window; bytes: Buffer } | undefined;
  #next: Promise<{ window: Window; bytes: Buffer } | undefined> | undefined;

  constructor(runs: readonly LaneRun[], signal: AbortSignal | undefined) {
    this.#runs = runs;
    this.#signal = signal;
    this.#windows = windowsOf(runs);
    this.#buffers = [Buffer.alloc(0), Buffer.alloc(0)];
  }

  /** The sample, if it has been read already: saves a turn of the event loop for nearly all of them. */
  peek(run: number, sample: number): Uint8Array | undefined {
    const current = this.#current;
    if (current?.window.run !== run || sample >= current.window.to || sample < current.window.from)
      return undefined;
    const source = this.#runs[run];
    const start = (source?.offset[sample] ?? 0) - current.window.start;
    return current.bytes.subarray(start, start + (source?.size[sample] ?? 0));
  }

  /**
   * The next sample. Rejects with `signal.reason`, an `UnreadableSampleError`, a `DamagedChunkError` where a chunk is
   * not what was published, or the system's error.
   */
  async read(run: number, sample: number): Promise<Uint8Array> {
    for (;;) {
      const found = this.peek(run, sample);
      if (found) return found;
      this.#current = await (this.#next ?? this.#load());
      if (!this.#current) throw new RangeError(`Sample ${sample} of run ${run} was not asked for in order`);
      this.#next = this.#load();
      // Its failure is met by whoever awaits it; until then it must not count as unhandled.
      this.#next.catch(() => undefined);
    }
  }

  /** Waits for what is being read and closes the file. */
  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#file?.close();
    this.#file = undefined;
  }

  async #load(): Promise<{ window: Window; bytes: Buffer } | undefined> {
    this.#signal?.throwIfAborted();
    const next = this.#windows.next();
    if (next.done) return undefined;
    const window = next.value;
    const { path = '', sums } = this.#runs[window.run] ?? {};
    const file = await this.#open(path, sums);
    const bytes = this.#takeBuffer(window.end - window.start);
    let filled = 0;
    while (filled < bytes.length) {
      this.#signal?.throwIfAborted();
      const { bytesRead } = await file.read(bytes.subarray(filled), { position: window.start + filled });
      if (bytesRead === 0) throw shorter(path, sums);
      filled += bytesRead;
    }
    if (sums) requireIntact(path, sums, { bytes, offset: window.start });
    return { window, bytes };
  }

  async #open(path: string, sums: BlockSums | undefined): Promise<ReadableFile> {
    if (this.#file?.path === path) return this.#file;
    const old = this.#file;
    this.#file = undefined;
    await old?.close();
    this.#file = await openReadable(path, { signal: this.#signal }).catch((error: unknown) => {
      throw sums ? goneOr(error, path) : error;
    });
    return this.#file;
  }

  /** Two buffers take turns: one is read from while the other is filled. */
  #takeBuffer(size: number): Buffer {
    this.#buffers.reverse();
    // No more than a small movie needs: hundreds of them come one after another.
    const doubled = Math.min(windowBytes, 2 * this.#buffers[0].length);
    if (this.#buffers[0].length < size) this.#buffers[0] = Buffer.allocUnsafeSlow(Math.max(size, doubled));
    const bytes = this.#buffers[0].subarray(0, size);
    // A huge picture must not keep its memory for the rest of the movie.
    if (size > windowBytes) this.#buffers[0] = Buffer.alloc(0);
    return bytes;
  }
}

function shorter(path: string, sums: BlockSums | undefined): Error {
  return sums
    ? new DamagedChunkError(path, 'is cut short')
    : new UnreadableSampleError(path, 'The file is shorter than its index says');
}

/** Cuts the runs into stretches of file to read at once. */
export function* windowsOf(runs: readonly LaneRun[]): Generator<Window> {
  for (const [run, { path, sums, offset, size }] of runs.entries()) {
    let from = 0;
    while (from < size.length) {
      const start = offset[from] ?? 0;
      let end = start + (size[from] ?? 0);
      if (end - start > largestSample)
        throw new UnreadableSampleError(path, 'A sample is larger than 256 MiB');
      let to = from + 1;
      for (; to < size.length; to++) {
        const at = offset[to] ?? 0;
        const stop = at + (size[to] ?? 0);
        if (at < end || at - end > gapBytes || stop - start > windowBytes) break;
        end = stop;
      }
      // A checksum is one of a whole block.
      const [first, last] = sums ? blocksAround(sums, start, end) : [start, end];
      yield { run, from, to, start: first, end: last };
      from = to;
    }
  }
}
