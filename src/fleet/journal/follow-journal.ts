import type { JobTable } from '../../jobs/state/job-table.ts';
import type { Journal, Told } from './open-journal.ts';

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
// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export async function followJournal(
  journal: Journal,
  table: JobTable,
  onTrouble: (error: unknown) => void,
): Promise<JournalCopy> {
  let last = -1;
  const waiting = new Set<() => void>();
  const latest = new Map<string, number>();
  const take = ({ seq, jobId, record }: Told) => {
    // Changes may be told twice, by Redis as they happen and by us when we ask what was missed.
    if (seq <= (latest.get(jobId) ?? -1)) return;
    latest.set(jobId, seq);
    const entry = table.get(jobId);
    if (record !== undefined) table.replace(record, seq);
    else if (entry !== undefined) table.delete(entry, seq);
  };
  const reach = (seq: number) => {
    last = Math.max(last, seq);
    for (const look of [...waiting]) look();
  };
  let asking: Promise<void> | undefined;
  /** The last number that was told, and whether something was missed since it was last asked what. */
  let heard = -1;
  let isBehind = false;
  const ask = (): Promise<void> => {
    isBehind = true;
    asking ??= askUntilEven().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const askUntilEven = async () => {
    let seq = last;
    while (isBehind) {
      isBehind = false;
      const found = await journal.since(last);
      found.changes.forEach(take);
      seq = found.seq;
    }
    reach(Math.max(seq, heard));
  };
  const stop = await journal.listen({
    onTold: (told) => {
      heard = told.seq;
      take(told);
      // What came before it may still be asked for.
      if (asking === undefined) reach(told.seq);
    },
    onGap: () => void ask().catch(onTrouble),
  });
  await ask();
  return {
    catchUp: () => {
      if (journal.redis.status !== 'ready') return Promise.resolve();
      const reached = (async () => {
        const seq = await journal.latestSeq();
        if (last >= seq) return;
        await new Promise<void>((resolve) => {
          const look = () => {
            if (last < seq) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        });
      })();
      return within(patienceMs, reached);
    },
    close: stop,
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}
