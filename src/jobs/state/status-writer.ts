import { problemFrom, type Problem } from '../../contract/problems.ts';

export interface StatusWriterOptions {
  /** Writes the record as it is when called. */
  readonly save: () => Promise<void>;
  /** Shortest time between two writes that nobody waits for, in milliseconds. */
  readonly intervalMs: number;
  readonly now: () => number;
  readonly onTrouble: (thrown: unknown) => void;
}

/** Brings one export's record to the store: never two writes at once, never an older state after a newer. */
export interface StatusWriter {
  /** Within the interval; many calls make one write. */
  readonly later: () => void;
  /**
   * At once. Resolves when a write that began after this call has ended: with undefined, or with the problem
   * that kept it from being recorded; the write is then tried again until one succeeds.
   */
  readonly flush: () => Promise<Problem | undefined>;
  /** Writes what is still to be written, and nothing after that. */
  readonly close: () => Promise<void>;
  /** Resolves when nothing is being written; nothing will be until `resume`. */
  readonly suspend: () => Promise<void>;
  /** Goes on, and writes at once. */
  readonly resume: () => void;
}

const longestRetryMs = 30_000;

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  let tail: Promise<unknown> = Promise.resolve();
  let next: Promise<Problem | undefined> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastWriteAt = -Infinity;
  let failures = 0;
  let isClosed = false;

  const write = async (): Promise<Problem | undefined> => {
    if (isClosed) return undefined;
    lastWriteAt = options.now();
    try {
      await options.save();
      failures = 0;
      return undefined;
    } catch (thrown) {
      failures += 1;
      options.onTrouble(thrown);
      writeIn(Math.min(options.intervalMs * 2 ** failures, longestRetryMs));
      return problemFrom(thrown);
    }
  };
  const writeIn = (ms: number) => {
    if (isClosed || timer !== undefined || next !== undefined) return;
    timer = setTimeout(() => void flush(), ms);
  };
  const flush = (): Promise<Problem | undefined> => {
    if (next !== undefined) return next;
    clearTimeout(timer);
    timer = undefined;
    next = tail.then(() => {
      next = undefined;
      return write();
    });
    tail = next;
    return next;
  };
  const stop = () => {
    isClosed = true;
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    later: () => {
      const missingMs = lastWriteAt + options.intervalMs - options.now();
      // A clock that was set back by an hour must not keep anything from being written for an hour.
      writeIn(Math.min(options.intervalMs, Math.max(0, missingMs)));
    },
    flush,
    close: async () => {
      const isBehind = timer !== undefined;
      await (isBehind ? flush() : tail);
      stop();
    },
    suspend: async () => {
      stop();
      await tail;
    },
    resume: () => {
      isClosed = false;
      void flush();
    },
  };
}
