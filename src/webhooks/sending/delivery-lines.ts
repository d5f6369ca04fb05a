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

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createDeliveryLines(options: DeliveryLinesOptions): DeliveryLines {
  const lines = new Map<string, Line>();
  const running = new Map<string, number>();
  const works = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isClosed = false;

  const look = () => {
    isLooking = false;
    if (isClosed) return;
    let next = Infinity;
    for (const line of lines.values()) {
      const [first] = line.waiting;
      if (line.isBusy || first === undefined) continue;
      const at = Date.parse(first.nextAttemptAt ?? first.createdAt);
      if (at > options.now()) next = Math.min(next, at);
      else if (isFree(line.webhookId)) start(line, first);
    }
    clearTimeout(timer);
    if (next === Infinity) return;
    // A longer time than this overflows the timer; it looks again then.
    timer = setTimeout(arrange, Math.min(next - options.now(), 3_600_000));
    timer.unref();
  };
  const arrange = () => {
    if (isLooking || isClosed) return;
    isLooking = true;
    setImmediate(look);
  };
  const isFree = (webhookId: string) =>
    works.size < options.altogether && (running.get(webhookId) ?? 0) < options.perWebhook;
  const start = (line: Line, record: DeliveryRecord) => {
    line.isBusy = true;
    count(line.webhookId, 1);
    const work = options.attempt(record).then((after) => {
      works.delete(work);
      line.isBusy = false;
      count(line.webhookId, -1);
      // It may have been dropped meanwhile.
      if (line.waiting.some(({ id }) => id === record.id)) place(after);
      else take(record);
      arrange();
    });
    works.add(work);
  };
  const count = (webhookId: string, change: number) => {
    const left = (running.get(webhookId) ?? 0) + change;
    if (left > 0) running.set(webhookId, left);
    else running.delete(webhookId);
  };
  const take = (record: DeliveryRecord) => {
    const key = lineOf(record);
    const line = lines.get(key);
    const index = line?.waiting.findIndex(({ id }) => id === record.id) ?? -1;
    if (line !== undefined && index >= 0) line.waiting.splice(index, 1);
    if (line !== undefined && line.waiting.length === 0 && !line.isBusy) lines.delete(key);
  };
  const place = (record: DeliveryRecord) => {
    take(record);
    if (record.state !== 'waiting') return;
    const key = lineOf(record);
    const line = lines.get(key) ?? { waiting: [], webhookId: record.webhookId, isBusy: false };
    lines.set(key, line);
    const after = line.waiting.findIndex(({ seq }) => seq > record.seq);
    line.waiting.splice(after < 0 ? line.waiting.length : after, 0, record);
  };
  return {
    put: (record) => {
      place(record);
      arrange();
    },
    drop: take,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await Promise.all(works);
    },
  };
}

/** Names the line that a message stands in. */
export function lineOf({ webhookId, jobId }: DeliveryRecord): string {
  return `${webhookId} ${jobId}`;
}
