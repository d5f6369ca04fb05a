import type { FileHandle } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { ByteRange } from '../../disk/remote-files.ts';
import { alignRanges, cutRanges, mergeByteRanges, sumOfRanges, withoutRanges } from './byte-ranges.ts';
import { fillIn, openToFill, type CachedObject } from './cached-object.ts';
import type { ObjectPlace } from './object-place.ts';

/** Requests under way at once, and the most bytes of each: what they hold in memory together. */
const requestsAtOnce = 16;
const pieceBytes = 4 * 2 ** 20;
/** What is fetched reaches out to such blocks: the next small read lies beside the last. */
const blockBytes = 4096;
/** So many bytes that nobody wants cost less than another request. */
const gapBytes = 32 * 2 ** 10;

export interface Fetched {
  readonly object: CachedObject;
  readonly place: ObjectPlace;
}

interface Piece {
  readonly range: ByteRange;
  readonly done: Promise<void>;
}

interface FetchHooks {
  readonly signal: AbortSignal | undefined;
  /** Told before so many bytes more are kept. */
  readonly onMissing: (bytes: number) => Promise<void>;
}

/** Fetches what is missing of objects, each byte once, whoever asks for it. */
export class RangeFetcher {
  readonly #requests = new PQueue({ concurrency: requestsAtOnce });
  readonly #underWay = new Map<CachedObject, Set<Piece>>();
  #fetchedBytes = 0;

  get fetchedBytes(): number {
    return this.#fetchedBytes;
  }

  async fetch(entry: Fetched, ranges: readonly ByteRange[], hooks: FetchHooks): Promise<void> {
    const { object } = entry;
    // Whoever asks for nothing of it is about to open it.
    if (ranges.length === 0) return (await openToFill(object)).close();
    const wanted = alignedRanges(object, ranges);
    for (;;) {
      const missing = withoutRanges(wanted, object.have);
      if (missing.length === 0) return;
      hooks.signal?.throwIfAborted();
      await hooks.onMissing(sumOfRanges(missing));
      await this.#fill(entry, wanted, hooks.signal);
    }
  }

  /** Fetches what nobody is fetching yet, and waits for what others are. What of that fails is missing still. */
  async #fill(entry: Fetched, wanted: readonly ByteRange[], signal: AbortSignal | undefined): Promise<void> {
    const { object } = entry;
    const file = await openToFill(object);
    try {
      // From here to the start of the last piece nobody else has a turn: no byte is asked for twice.
      const others = [...(this.#underWay.get(object) ?? [])].filter(({ range }) => overlaps(range, wanted));
      const there = mergeByteRanges([...object.have, ...others.map(({ range }) => range)]);
      const pieces = cutRanges(missingRanges(wanted, there), pieceBytes);
      const filling = { ...entry, file, signal };
      const started = pieces.map((range) => this.#start(filling, range));
      await settled(started, signal);
      await Promise.allSettled(others.map(({ done }) => done));
    } finally {
      await file.close();
    }
  }

  #start({ object, place, file, signal }: Filling, range: ByteRange): Promise<void> {
    const [start, end] = range;
    const done = this.#requests.add(async () => {
      // Whoever waits for it, too, finds it missing still, and fetches it.
      signal?.throwIfAborted();
      // A signal of its own: an export's would have a listener for each of a hundred requests.
      const own = signal && AbortSignal.any([signal]);
      const bytes = await place.reader.read(place.key, { start, end, version: object.version }, own);
      this.#fetchedBytes += bytes.length;
      await fillIn(object, file, { start, bytes });
    });
    const piece = { range, done };
    const pieces = this.#underWay.get(object) ?? new Set();
    this.#underWay.set(object, pieces.add(piece));
    const settle = (): void => {
      pieces.delete(piece);
      if (pieces.size === 0) this.#underWay.delete(object);
    };
    done.then(settle, settle);
    return done;
  }
}

/** What is asked for where nobody else is asking for anything. */
export function rangesToFetch(object: CachedObject, ranges: readonly ByteRange[]): ByteRange[] {
  return missingRanges(alignedRanges(object, ranges), object.have);
}

function alignedRanges({ bytes }: CachedObject, ranges: readonly ByteRange[]): ByteRange[] {
  return mergeByteRanges(alignRanges(ranges, { block: blockBytes, bytes }), 0);
}

function missingRanges(wanted: readonly ByteRange[], there: readonly ByteRange[]): ByteRange[] {
  return withoutRanges(mergeByteRanges(withoutRanges(wanted, there), gapBytes), there);
}

interface Filling extends Fetched {
  readonly file: FileHandle;
  readonly signal: AbortSignal | undefined;
}

function overlaps([start, end]: ByteRange, wanted: readonly ByteRange[]): boolean {
  return wanted.some(([from, to]) => from < end && start < to);
}

/** Waits for all of them: the file that they fill is closed afterwards. */
async function settled(works: readonly Promise<void>[], signal: AbortSignal | undefined): Promise<void> {
  const results = await Promise.allSettled(works);
  signal?.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
