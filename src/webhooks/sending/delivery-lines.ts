import type { DeliveryRecord } from '../keeping/records.ts';

export interface DeliveryLinesOptions {
  /** Tries once, and answers with the record as it is then, which is on disk. Never rejects. */
  readonly attempt: (record: DeliveryRecord) => Promise<DeliveryRecord>;
  readonly now: () => number;
  /** Tries at once, to one webhook and altogether: one that hangs must not keep the others. */
  readonly perWebhook: number;
  readonly altogether: number;
}

/** Messages that wait, in a line for each export and webhook: the first is delivered or given up before the next. */
export interface DeliveryLines {
  /** Takes in a waiting message, or the newer state of one; one that is settled leaves its line. */
  readonly put: (record: DeliveryRecord) => void;
  readonly drop: (record: DeliveryRecord) => void;
  /** Starts no more, and resolves when what runs has ended. */
  readonly close: () => Promise<void>;
}

interface Line {
  /** Ascending by `seq`. */
  readonly waiting: DeliveryRecord[];
  readonly webhookId: string;
  isBusy: boolean;
}

export function createDeliveryLines(options: DeliveryLinesOptions): DeliveryLines {
  return new TimedLines(options);
}

class TimedLines implements DeliveryLines {
  readonly #options: DeliveryLinesOptions;
  readonly #lines = new Map<string, Line>();
  readonly #running = new Map<string, number>();
  readonly #works = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isClosed = false;

  constructor(options: DeliveryLinesOptions) {
    this.#options = options;
  }

  readonly put = (record: DeliveryRecord): void => {
    this.#place(record);
    this.#arrange();
  };

  readonly drop = (record: DeliveryRecord): void => {
    const key = lineOf(record);
    const line = this.#lines.get(key);
    const index = line?.waiting.findIndex(({ id }) => id === record.id) ?? -1;
    if (line !== undefined && index >= 0) line.waiting.splice(index, 1);
    if (line !== undefined && line.waiting.length === 0 && !line.isBusy) this.#lines.delete(key);
  };

  readonly close = async (): Promise<void> => {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#works);
  };

  #arrange(): void {
    if (this.#isLooking || this.#isClosed) return;
    this.#isLooking = true;
    setImmediate(() => this.#look());
  }

  /** Starts what is due and free, and looks again when the next one is due. */
  #look(): void {
    this.#isLooking = false;
    if (this.#isClosed) return;
    const now = this.#options.now();
    let next = Infinity;
    for (const line of this.#lines.values()) {
      const [first] = line.waiting;
      if (line.isBusy || first === undefined) continue;
      const at = Date.parse(first.nextAttemptAt ?? first.createdAt);
      if (at > now) next = Math.min(next, at);
      else if (this.#isFree(line.webhookId)) this.#start(line, first);
    }
    clearTimeout(this.#timer);
    if (next === Infinity) return;
    // A longer time than this overflows the timer; it looks again then.
    this.#timer = setTimeout(() => this.#arrange(), Math.min(next - now, 3_600_000));
    this.#timer.unref();
  }

  #isFree(webhookId: string): boolean {
    const { altogether, perWebhook } = this.#options;
    return this.#works.size < altogether && (this.#running.get(webhookId) ?? 0) < perWebhook;
  }

  #start(line: Line, record: DeliveryRecord): void {
    line.isBusy = true;
    this.#count(line.webhookId, 1);
    const work = this.#options.attempt(record).then((after) => {
      this.#works.delete(work);
      line.isBusy = false;
      this.#count(line.webhookId, -1);
      // It may have been dropped meanwhile.
      if (line.waiting.some(({ id }) => id === record.id)) this.#place(after);
      else this.drop(record);
      this.#arrange();
    });
    this.#works.add(work);
  }

  #count(webhookId: string, change: number): void {
    const left = (this.#running.get(webhookId) ?? 0) + change;
    if (left > 0) this.#running.set(webhookId, left);
    else this.#running.delete(webhookId);
  }

  #place(record: DeliveryRecord): void {
    this.drop(record);
    if (record.state !== 'waiting') return;
    const key = lineOf(record);
    const line = this.#lines.get(key) ?? { waiting: [], webhookId: record.webhookId, isBusy: false };
    this.#lines.set(key, line);
    const after = line.waiting.findIndex(({ seq }) => seq > record.seq);
    line.waiting.splice(after < 0 ? line.waiting.length : after, 0, record);
  }
}

/** Names the line that a message stands in. */
export function lineOf({ webhookId, jobId }: DeliveryRecord): string {
  return `${webhookId} ${jobId}`;
}
