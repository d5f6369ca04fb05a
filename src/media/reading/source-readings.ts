import PQueue from 'p-queue';
import { readSource, type ReadSource, type SourceToRead } from './read-source.ts';
import { readStamp } from './source-stamp.ts';
import type { ProbeTools } from './tools.ts';

/** Readings of sources, kept for as long as the files stay as they are. */
export interface SourceReadings {
  /** As `readSource`. Who asks for a file that is being read waits for the same reading. */
  readonly read: (source: SourceToRead) => Promise<ReadSource>;
}

interface Kept {
  readonly stamp: string;
  readonly reading: Promise<ReadSource>;
  pictures: number;
}

/** An index takes about 40 bytes a picture: so many are some 160 MB, or twenty hours of footage. */
const maxPictures = 4_000_000;
const maxFiles = 1000;
/** Readings at once: each is a child, and a hundred of them would only be in each other's way. */
const concurrency = 4;

/**
 * Remembers what was read of each source, the most recently used first. `closing` ends what is being read; the
 * signal of one caller ends only its own wait.
 */
export function openSourceReadings(tools: ProbeTools, closing: AbortSignal): SourceReadings {
  // Insertion order is the order of use.
  const kept = new Map<string, Kept>();
  const slots = new PQueue({ concurrency });
  const remember = (path: string, stamp: string, name: string): Kept => {
    const reading = slots.add(() => readSource(tools, { path, name, signal: closing }));
    const entry: Kept = { stamp, reading, pictures: 0 };
    reading.then(
      (source) => {
        entry.pictures = source.index.rank.length;
        forgetOldest(kept);
      },
      () => {
        if (kept.get(path) === entry) kept.delete(path);
      },
    );
    return entry;
  };
  return {
    read: async ({ path, name, signal }) => {
      signal.throwIfAborted();
      // Empty for one that is not there, which its reading will then say.
      const stamp = await readStamp(path, signal).catch(() => '');
      const known = kept.get(path);
      const entry = known?.stamp === stamp ? known : remember(path, stamp, name);
      kept.delete(path);
      kept.set(path, entry);
      return orAborted(entry.reading, signal);
    },
  };
}

function forgetOldest(kept: Map<string, Kept>): void {
  let total = 0;
  for (const { pictures } of kept.values()) total += pictures;
  for (const [path, { pictures }] of kept) {
    // One that is larger than everything we may keep is kept alone.
    if (kept.size === 1 || (total <= maxPictures && kept.size <= maxFiles)) return;
    kept.delete(path);
    total -= pictures;
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
