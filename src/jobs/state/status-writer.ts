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

export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  return new RetryingWriter(options);
}

class RetryingWriter implements StatusWriter {
  readonly #options: StatusWriterOptions;
  #tail: Promise<unknown> = Promise.resolve();
  #next: Promise<Problem | undefined> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastWriteAt = -Infinity;
  #failures = 0;
  #isClosed = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  readonly later = (): void => {
    const { intervalMs, now } = this.#options;
    const missingMs = this.#lastWriteAt + intervalMs - now();
    // A clock that was set back by an hour must not keep anything from being written for an hour.
    this.#writeIn(Math.min(intervalMs, Math.max(0, missingMs)));
  };

  readonly flush = (): Promise<Problem | undefined> => {
    if (this.#next !== undefined) return this.#next;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#tail.then(() => {
      this.#next = undefined;
      return this.#write();
    });
    this.#next = next;
    this.#tail = next;
    return next;
  };

  readonly close = async (): Promise<void> => {
    const isBehind = this.#timer !== undefined;
    await (isBehind ? this.flush() : this.#tail);
    this.#stop();
  };

  readonly suspend = async (): Promise<void> => {
    this.#stop();
    await this.#tail;
  };

  readonly resume = (): void => {
    this.#isClosed = false;
    void this.flush();
  };

  async #write(): Promise<Problem | undefined> {
    if (this.#isClosed) return undefined;
    const { save, now, onTrouble, intervalMs } = this.#options;
    this.#lastWriteAt = now();
    try {
      await save();
      this.#failures = 0;
      return undefined;
    } catch (thrown) {
      this.#failures += 1;
      onTrouble(thrown);
      this.#writeIn(Math.min(intervalMs * 2 ** this.#failures, longestRetryMs));
      return problemFrom(thrown);
    }
  }

  #writeIn(ms: number): void {
    if (this.#isClosed || this.#timer !== undefined || this.#next !== undefined) return;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #stop(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
