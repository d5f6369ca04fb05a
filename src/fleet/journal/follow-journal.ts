import type { JobTable } from '../../jobs/state/job-table.ts';
import type { Journal, Told } from './journal.ts';

/** The exports of all machines as this process knows them: a copy that follows the journal. */
export interface JournalCopy {
  /**
   * Resolves when everything is known here that had happened before the call, or when Redis does not answer in time:
   * then what is known counts.
   */
  readonly catchUp: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Longest time a reader waits for Redis before it is answered with what is known. */
const patienceMs = 2_000;

/** Fills a table from the journal and keeps it up to date. */
export async function followJournal(
  journal: Journal,
  table: JobTable,
  onTrouble: (error: unknown) => void,
): Promise<JournalCopy> {
  const follower = new JournalFollower(journal, table);
  const stop = await journal.listen({
    onTold: (told) => follower.hear(told),
    onGap: () => void follower.ask().catch(onTrouble),
  });
  await follower.ask();
  return { catchUp: () => follower.catchUp(), close: stop };
}

class JournalFollower {
  readonly #journal: Journal;
  readonly #table: JobTable;
  readonly #latest = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  /** Everything up to this number is in the table. */
  #last = -1;
  /** The last number that was told. */
  #heard = -1;
  #asking: Promise<void> | undefined;
  /** Whether something was missed since it was last asked what. */
  #isBehind = false;

  constructor(journal: Journal, table: JobTable) {
    this.#journal = journal;
    this.#table = table;
  }

  hear(told: Told): void {
    this.#heard = told.seq;
    this.#take(told);
    // What came before it may still be asked for.
    if (this.#asking === undefined) this.#reach(told.seq);
  }

  /** Asks what was missed until nothing is. */
  ask(): Promise<void> {
    this.#isBehind = true;
    this.#asking ??= this.#askUntilEven().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  catchUp(): Promise<void> {
    if (this.#journal.redis.status !== 'ready') return Promise.resolve();
    return within(patienceMs, this.#reachLatest());
  }

  async #askUntilEven(): Promise<void> {
    let seq = this.#last;
    while (this.#isBehind) {
      this.#isBehind = false;
      const found = await this.#journal.since(this.#last);
      for (const told of found.changes) this.#take(told);
      seq = found.seq;
    }
    this.#reach(Math.max(seq, this.#heard));
  }

  /** Changes may be told twice, by Redis as they happen and by us when we ask what was missed. */
  #take({ seq, jobId, record }: Told): void {
    if (seq <= (this.#latest.get(jobId) ?? -1)) return;
    this.#latest.set(jobId, seq);
    const entry = this.#table.get(jobId);
    if (record !== undefined) this.#table.replace(record, seq);
    else if (entry !== undefined) this.#table.delete(entry, seq);
  }

  #reach(seq: number): void {
    this.#last = Math.max(this.#last, seq);
    for (const look of [...this.#waiting]) look();
  }

  async #reachLatest(): Promise<void> {
    const seq = await this.#journal.latestSeq();
    if (this.#last >= seq) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.#last < seq) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}
