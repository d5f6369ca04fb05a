import { exportStates, type ExportState, type ExportStatus } from '../contract/status.ts';
import { lowerBound } from '../shared/sorted-list.ts';
import type { JobEntry } from './job-entry.ts';
import type { JobEvent } from './job-event.ts';
import { statusOf, type JobRecord } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import type { JobNotice } from './notice.ts';
import type { QueueFeed } from './queue-feed.ts';
import { createStatusWriter } from './status-writer.ts';
import { transition } from './transition.ts';
import { createWakeSet } from './wake-set.ts';

/** A place in line further back than this is told only to those who watch that one export. */
const announcedPlaces = 100;

export interface JobTableOptions {
  readonly store: Pick<JobStore, 'save'>;
  readonly feed: QueueFeed;
  readonly now: () => number;
  /** Shortest time between two events and between two writes of mere progress, in milliseconds. */
  readonly pace: Pace;
  readonly notify: (notice: JobNotice) => void;
}

export interface Pace {
  readonly eventMs: number;
  readonly writeMs: number;
}

/** Every export in memory, the line of those that wait, and the one place where a record is replaced. */
export interface JobTable {
  readonly get: (jobId: string) => JobEntry | undefined;
  /** Takes in a record as an earlier server left it. */
  readonly load: (record: JobRecord) => JobEntry;
  /** Takes in an export that the store already has. */
  readonly add: (record: JobRecord) => JobEntry;
  readonly delete: (entry: JobEntry) => void;
  /** False when the event means nothing in this state. Everybody concerned is told and the store is written. */
  readonly apply: (entry: JobEntry, event: JobEvent) => boolean;
  readonly statusOf: (entry: JobEntry) => ExportStatus;
  /** Ascending by order. */
  readonly entries: () => readonly JobEntry[];
  readonly waitingCount: () => number;
  readonly counts: () => Record<ExportState, number>;
  /** Ends the timers of the table itself. */
  readonly close: () => void;
}

export function createJobTable(options: JobTableOptions): JobTable {
  const { store, feed, now, pace, notify } = options;
  const byId = new Map<string, JobEntry>();
  const byOrder: JobEntry[] = [];
  const line: JobEntry[] = [];
  let firstMoved = Infinity;
  let moveTimer: NodeJS.Timeout | undefined;

  const placeOf = (entry: JobEntry): number | null => {
    if (entry.record.status !== 'pending') return null;
    return lowerBound(line, entry.record.order, orderOf) + 1;
  };
  const read = (entry: JobEntry) => statusOf(entry.record, placeOf(entry));
  const createEntry = (record: JobRecord): JobEntry => {
    const entry: JobEntry = {
      record,
      run: undefined,
      watchers: createWakeSet(),
      writer: createStatusWriter({
        save: () => store.save(entry.record),
        intervalMs: pace.writeMs,
        now,
        onTrouble: (cause) => {
          notify({
            kind: 'trouble',
            jobId: record.jobId,
            what: 'The state of an export could not be recorded.',
            cause,
          });
        },
      }),
    };
    byId.set(record.jobId, entry);
    insert(byOrder, entry);
    if (record.status === 'pending') insert(line, entry);
    return entry;
  };
  const announce = (entry: JobEntry) => {
    entry.watchers.wake();
    feed.touch(entry.record.jobId, () => read(entry));
  };
  const tellMoved = () => {
    moveTimer = undefined;
    for (let index = firstMoved; index < line.length; index += 1) {
      const entry = line[index];
      if (entry === undefined) break;
      const moved = transition(entry.record, { kind: 'move' }, now());
      if (moved.isOk) entry.record = moved.record;
      if (index < announcedPlaces) announce(entry);
      else entry.watchers.wake();
    }
    firstMoved = Infinity;
  };
  // Gathered, because cancelling a long line one by one would otherwise tell everybody of every step.
  const noteMoved = (index: number) => {
    firstMoved = Math.min(firstMoved, index);
    if (index < line.length) moveTimer ??= setTimeout(tellMoved, pace.eventMs);
  };
  const updateLine = (entry: JobEntry, wasWaiting: boolean) => {
    const isWaiting = entry.record.status === 'pending';
    if (wasWaiting === isWaiting) return;
    if (isWaiting) noteMoved(insert(line, entry) + 1);
    else noteMoved(take(line, entry));
  };
  return {
    get: (jobId) => byId.get(jobId),
    load: (record) => {
      // Nobody has been told anything new: this only moves `seq` past what the last server can have used.
      const adopted = transition(record, { kind: 'adopt' }, now());
      const entry = createEntry(adopted.isOk ? adopted.record : record);
      feed.load(record.jobId, () => read(entry), Date.parse(record.updatedAt) || 0);
      return entry;
    },
    add: (record) => {
      const entry = createEntry(record);
      announce(entry);
      return entry;
    },
    delete: (entry) => {
      const last = read(entry);
      byId.delete(entry.record.jobId);
      take(byOrder, entry);
      if (entry.record.status === 'pending') noteMoved(take(line, entry));
      feed.remove(entry.record.jobId, last);
      notify({ kind: 'removed', status: last });
    },
    apply: (entry, event) => {
      const from = entry.record.status;
      const result = transition(entry.record, event, now());
      if (!result.isOk) return false;
      entry.record = result.record;
      updateLine(entry, from === 'pending');
      const hasNewState = entry.record.status !== from;
      if (event.kind === 'update') entry.writer.later();
      else if (hasNewState || event.kind === 'request-cancel') void entry.writer.flush();
      announce(entry);
      if (hasNewState) notify({ kind: 'state', from, status: read(entry) });
      return true;
    },
    statusOf: read,
    entries: () => byOrder,
    waitingCount: () => line.length,
    counts: () => countStates(byOrder),
    close: () => clearTimeout(moveTimer),
  };
}

const orderOf = (entry: JobEntry) => entry.record.order;

function insert(entries: JobEntry[], entry: JobEntry): number {
  const index = lowerBound(entries, entry.record.order, orderOf);
  entries.splice(index, 0, entry);
  return index;
}

/** Where it was; the end when it was not there. */
function take(entries: JobEntry[], entry: JobEntry): number {
  const index = lowerBound(entries, entry.record.order, orderOf);
  if (entries[index] !== entry) return entries.length;
  entries.splice(index, 1);
  return index;
}

function countStates(entries: readonly JobEntry[]): Record<ExportState, number> {
  const counts = Object.fromEntries(exportStates.map((state) => [state, 0])) as Record<ExportState, number>;
  for (const entry of entries) counts[entry.record.status] += 1;
  return counts;
}
