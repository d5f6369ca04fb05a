import type { ExportStatus } from '../../contract/exports/status.ts';
import type { QueueChange, WatchOptions } from '../ports.ts';
import type { Turns } from './turns.ts';
import { createChangeSignal, pauseFor, type ChangeSignal } from '../../disk/change-signal.ts';

/** How many removed exports are remembered for those who come back. */
const maxRemembered = 1000;

interface FeedItem {
  readonly seq: number;
  readonly read: () => ExportStatus;
  readonly isRemoved: boolean;
  /** What was told of it last: the same object for all who are told the same. */
  told?: QueueChange;
}

interface FeedWatcher {
  /** Ids of exports with a change this watcher has not been given: a set, so it cannot outgrow the store. */
  readonly dirty: Set<string>;
  readonly wakes: ChangeSignal;
}

/** The changes of all exports as one stream per watcher: always the latest state of each, in order of change. */
export interface QueueFeed {
  /** Takes in an export whose last change has that number (`seq`), as it was left by an earlier server. */
  readonly load: (jobId: string, read: () => ExportStatus, seq: number) => void;
  /** Where the changes are numbered elsewhere, `seq` is that number. */
  readonly touch: (jobId: string, read: () => ExportStatus, seq?: number) => void;
  readonly remove: (jobId: string, last: ExportStatus, seq?: number) => void;
  readonly watch: (options: WatchOptions) => AsyncGenerator<QueueChange, void, void>;
  readonly watcherCount: () => number;
}

/**
 * `seq` is the time in microseconds, or one more than the last: it grows within a run of the server, and a
 * watcher that comes back after a restart is given what has changed since.
 */
export function createQueueFeed(options: {
  readonly now: () => number;
  readonly turns: Turns;
  readonly intervalMs: number;
}): QueueFeed {
  const items = new Map<string, FeedItem>();
  const removed: string[] = [];
  const watchers = new Set<FeedWatcher>();
  let lastSeq = 0;

  const put = (jobId: string, item: Omit<FeedItem, 'seq'>, given: number | undefined) => {
    const seq = given ?? Math.max(lastSeq + 1, options.now() * 1000);
    lastSeq = Math.max(lastSeq, seq);
    items.set(jobId, { ...item, seq });
    for (const watcher of watchers) {
      watcher.dirty.add(jobId);
      watcher.wakes.raise();
    }
  };
  return {
    load: (jobId, read, seq) => {
      items.set(jobId, { seq, read, isRemoved: false });
    },
    touch: (jobId, read, seq) => put(jobId, { read, isRemoved: false }, seq),
    remove: (jobId, last, seq) => {
      put(jobId, { read: () => last, isRemoved: true }, seq);
      removed.push(jobId);
      forgetOldest(items, removed);
    },
    watch: async function* ({ signal, sinceSeq }) {
      const watcher: FeedWatcher = { dirty: missedSince(items, sinceSeq), wakes: createChangeSignal() };
      watchers.add(watcher);
      try {
        while (!signal.aborted) {
          const batch = sortedChanges(items, watcher.dirty);
          for (const [jobId, item] of batch) {
            await options.turns.pass();
            if (signal.aborted) return;
            // Changed again meanwhile: it comes later, with its newer number, or numbers would go back.
            if (items.get(jobId) !== item) continue;
            watcher.dirty.delete(jobId);
            yield tell(item);
          }
          await (batch.length > 0 ? pauseFor(options.intervalMs, signal) : watcher.wakes.next(signal));
        }
      } finally {
        watchers.delete(watcher);
      }
    },
    watcherCount: () => watchers.size,
  };
}

/** Only so many removed exports are remembered; one that was made again under the same id stays. */
function forgetOldest(items: Map<string, FeedItem>, removed: string[]): void {
  const jobId = removed.length > maxRemembered ? removed.shift() : undefined;
  if (jobId !== undefined && items.get(jobId)?.isRemoved === true) items.delete(jobId);
}

function tell(item: FeedItem): QueueChange {
  const { seq, read, isRemoved } = item;
  const status = read();
  if (item.told?.status !== status) item.told = { seq, status, isRemoved };
  return item.told;
}

function missedSince(items: ReadonlyMap<string, FeedItem>, sinceSeq: number | undefined): Set<string> {
  const missed = new Set<string>();
  if (sinceSeq === undefined) return missed;
  for (const [jobId, item] of items) if (item.seq > sinceSeq) missed.add(jobId);
  return missed;
}

function sortedChanges(items: ReadonlyMap<string, FeedItem>, dirty: Set<string>): [string, FeedItem][] {
  const changes: [string, FeedItem][] = [];
  for (const jobId of dirty) {
    const item = items.get(jobId);
    if (item === undefined) dirty.delete(jobId);
    else changes.push([jobId, item]);
  }
  return changes.sort(([, a], [, b]) => a.seq - b.seq);
}
