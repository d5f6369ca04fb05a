import { openReadable, type QuickRead } from '../../../disk/open-readable.ts';
import type { ByteRange } from '../../../disk/remote-files.ts';
import type { SampleTable } from '../../../mp4/read/sample-table.ts';

/** Parameter sets and x264's message fit; what is longer costs one more read. */
const firstRead = 1024;
/** Rows of reads under way at once; `disk-patience.ts` says how many of them run. */
const lanes = 4;
/** Samples that are read in one go: watching each of them for itself costs more than reading it. */
const samplesAtOnce = 64;

export interface SamplesOf {
  readonly path: string;
  readonly table: Pick<SampleTable, 'offset' | 'size'>;
  readonly signal?: AbortSignal;
}

/**
 * What `look` answers about the beginning of each of these samples. Reads about a kilobyte a sample.
 * Rejects with `signal.reason` when aborted.
 */
export async function readHeads<T>(
  from: SamplesOf,
  samples: ArrayLike<number>,
  look: (head: SampleHead) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  const file = await openReadable(from.path, { signal: from.signal });
  try {
    await file.expect(Array.from(samples, (sample) => headOf(from.table, sample)));
    let next = 0;
    const readSome = async (read: QuickRead, [first, last]: readonly [number, number], buffer: Buffer) => {
      for (let i = first; i < last; i++) {
        from.signal?.throwIfAborted();
        const sample = samples[i] ?? 0;
        const [offset, size] = [from.table.offset[sample] ?? 0, from.table.size[sample] ?? 0];
        answers[i] = await look(new SampleHead(read, { offset, size, buffer }));
      }
    };
    const work = async () => {
      const buffer = Buffer.allocUnsafeSlow(firstRead);
      while (next < samples.length) {
        const range = [next, Math.min(samples.length, next + samplesAtOnce)] as const;
        next += samplesAtOnce;
        await file.readMany((read) => readSome(read, range, buffer));
      }
    };
    const settled = await Promise.allSettled(Array.from({ length: lanes }, work));
    for (const lane of settled) if (lane.status === 'rejected') throw lane.reason;
  } finally {
    await file.close();
  }
  return answers;
}

function headOf({ offset, size }: SamplesOf['table'], sample: number): ByteRange {
  const start = offset[sample] ?? 0;
  return [start, start + Math.min(firstRead, size[sample] ?? 0)];
}

/** The beginning of a sample, read once and again only where a NAL unit reaches past what was read. */
export class SampleHead {
  readonly #read: QuickRead;
  readonly #sample: { offset: number; size: number; buffer: Buffer };
  /** What the buffer holds of the sample: `[from, to)`. */
  #from = 0;
  #to = 0;

  constructor(read: QuickRead, sample: { offset: number; size: number; buffer: Buffer }) {
    this.#read = read;
    this.#sample = sample;
  }

  /** Bytes of the sample altogether. */
  get size(): number {
    return this.#sample.size;
  }

  /** `length` bytes at a position of the sample, or undefined past its end. */
  async at(position: number, length: number): Promise<Uint8Array | undefined> {
    const { offset, size, buffer } = this.#sample;
    if (position + length > size) return undefined;
    if (position < this.#from || position + length > this.#to) {
      const wanted = Math.min(buffer.length, size - position);
      const bytesRead = await this.#read(buffer.subarray(0, wanted), offset + position);
      this.#from = position;
      this.#to = position + bytesRead;
      if (bytesRead < length) return undefined;
    }
    return buffer.subarray(position - this.#from, position - this.#from + length);
  }
}
