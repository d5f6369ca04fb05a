import { openReadable, type QuickRead } from '../../disk/open-readable.ts';
import { isPictureNal, nalType, readLength, type NalFraming } from '../../mp4/read/nal.ts';
import type { SampleTable } from '../../mp4/read/sample-table.ts';

/** Where no picture NAL unit was found: damaged, cut short, or empty. */
export const NO_PICTURE = 255;

/** Parameter sets and x264's message fit; what is longer costs one more read. */
const firstRead = 1024;
/** Rows of reads under way at once; `disk-patience.ts` says how many of them run. */
const lanes = 4;
/** Samples that are read in one go: watching each of them for itself costs more than reading it. */
const samplesAtOnce = 64;
/** More NAL units than this in front of the picture are not footage. */
const maxUnits = 64;

/**
 * The type of the first picture NAL unit of each of these samples, or `NO_PICTURE`: tells an IDR from an
 * open-GOP keyframe, and leading pictures from others. Reads about a kilobyte a sample.
 * Rejects with `signal.reason` when aborted.
 */
export async function readNalTypes(from: SamplesToRead, samples: ArrayLike<number>): Promise<Uint8Array> {
  const { codec } = from.framing;
  return (await readHeaders(from, samples)).map((header) =>
    header === NO_PICTURE ? NO_PICTURE : nalType(codec, header),
  );
}

/**
 * For each of these H.264 samples whether no other picture is built from it (`nal_ref_idc` is 0, H.264 7.4.1): then
 * a decoder that does not show it need not be given it. Never so of HEVC, where layers above may look back at it.
 */
export async function readIsDisposable(
  from: SamplesToRead,
  samples: ArrayLike<number>,
): Promise<readonly boolean[]> {
  if (from.framing.codec !== 'h264') return Array.from(samples, () => false);
  const headers = await readHeaders(from, samples);
  return Array.from(headers, (header) => header !== NO_PICTURE && header >> 5 === 0);
}

export interface SamplesToRead {
  readonly path: string;
  readonly table: Pick<SampleTable, 'offset' | 'size'>;
  readonly framing: NalFraming;
  readonly signal?: AbortSignal;
}

/** The first byte of the first picture NAL unit of each sample; its highest bit is 0, so `NO_PICTURE` is none. */
async function readHeaders(from: SamplesToRead, samples: ArrayLike<number>): Promise<Uint8Array> {
  const headers = new Uint8Array(samples.length).fill(NO_PICTURE);
  const file = await openReadable(from.path, { signal: from.signal });
  try {
    let next = 0;
    const readSome = async (read: QuickRead, [first, last]: readonly [number, number], buffer: Buffer) => {
      for (let i = first; i < last; i++) {
        from.signal?.throwIfAborted();
        const sample = samples[i] ?? 0;
        const [offset, size] = [from.table.offset[sample] ?? 0, from.table.size[sample] ?? 0];
        headers[i] = await firstPictureHeader(new SampleHead(read, { offset, size, buffer }), from.framing);
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
  return headers;
}

async function firstPictureHeader(head: SampleHead, framing: NalFraming): Promise<number> {
  const { codec, lengthSize } = framing;
  let at = 0;
  for (let unit = 0; unit < maxUnits; unit++) {
    const bytes = await head.at(at, lengthSize + 1);
    if (!bytes) return NO_PICTURE;
    const header = bytes[lengthSize] ?? 0;
    if (isPictureNal(codec, nalType(codec, header)) && header < 128) return header;
    const length = readLength(bytes, 0, lengthSize);
    if (length === 0) return NO_PICTURE;
    at += lengthSize + length;
  }
  return NO_PICTURE;
}

/** The beginning of a sample, read once and again only where a NAL unit reaches past what was read. */
class SampleHead {
  readonly #read: QuickRead;
  readonly #sample: { offset: number; size: number; buffer: Buffer };
  /** What the buffer holds of the sample: `[from, to)`. */
  #from = 0;
  #to = 0;

  constructor(read: QuickRead, sample: { offset: number; size: number; buffer: Buffer }) {
    this.#read = read;
    this.#sample = sample;
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
