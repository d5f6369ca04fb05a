import PQueue from 'p-queue';
import { readSound } from '../read-sound-source.ts';
import type { ReadSound, ReadSource, SourceToRead } from '../read-types.ts';
import { readSource } from '../read-source.ts';
import { isVerdict } from '../identity/source-failure.ts';
import { readStamp } from '../identity/source-stamp.ts';
import type { ProbeTools } from '../tools.ts';

/** Readings of sources, kept for as long as the files stay as they are. */
export interface SourceReadings {
  /** As `readSource`. Who asks for a file that is being read waits for the same reading. */
  readonly read: (source: SourceToRead) => Promise<ReadSource>;
  /** As `readSound`, in the same way. */
  readonly readSound: (source: SourceToRead) => Promise<ReadSound>;
}

interface Kept<Read> {
  readonly stamp: string;
  readonly reading: Promise<Read>;
  pictures: number;
}

/** An index takes about 40 bytes a picture: so many are some 160 MB, or twenty hours of footage. */
const maxPictures = 4_000_000;
const maxFiles = 1000;
/** Readings at once: each is a child, and a hundred of them would only be in each other's way. */
const concurrency = 4;
/** Not for as long as the file stays as it is: another FFmpeg, or a quieter machine, may judge otherwise. */
const verdictMs = 10 * 60_000;

/**
 * Remembers what was read of each source, the most recently used first. `closing` ends what is being read; the
 * signal of one caller ends only its own wait.
 */
export function openSourceReadings(tools: ProbeTools, closing: AbortSignal): SourceReadings {
  const slots = new PQueue({ concurrency });
  const keeping = { slots, closing };
  return {
    read: keepReadings((source) => readSource(tools, source), keeping),
    readSound: keepReadings((source) => readSound(tools, source), keeping),
  };
}

/** Readings of one kind. */
function keepReadings<Read extends ReadSound>(
  readNow: (source: SourceToRead) => Promise<Read>,
  { slots, closing }: { readonly slots: PQueue; readonly closing: AbortSignal },
): (source: SourceToRead) => Promise<Read> {
  // Insertion order is the order of use.
  const kept = new Map<string, Kept<Read>>();
  const remember = (path: string, stamp: string, name: string): Kept<Read> => {
    const reading = slots.add(() => readNow({ path, name, signal: closing }));
    const entry: Kept<Read> = { stamp, reading, pictures: 0 };
    reading.then(
      (source) => {
        entry.pictures = source.index?.rank.length ?? 0;
        forgetOldest(kept);
      },
      (error: unknown) => {
        const forget = (): void => {
          if (kept.get(path) === entry) kept.delete(path);
        };
        // Whoever asks again and again for a file that is costly to refuse is refused for nothing.
        if (isVerdict(error)) setTimeout(forget, verdictMs).unref();
        else forget();
      },
    );
    return entry;
  };
  return async ({ path, name, signal }) => {
    signal.throwIfAborted();
    // Empty for one that is not there, which its reading will then say.
    const stamp = await readStamp(path, signal).catch(() => '');
    const known = kept.get(path);
    const entry = known?.stamp === stamp ? known : remember(path, stamp, name);
    kept.delete(path);
    kept.set(path, entry);
    return orAborted(entry.reading, signal);
  };
}

function forgetOldest(kept: Map<string, Kept<ReadSound>>): void {
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
