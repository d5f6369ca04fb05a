import { exportStates, type ExportState, type ExportStatus } from '../../contract/status.ts';
import type { JobEntry } from './job-entry.ts';
import type { JobEvent } from './job-event.ts';
import { statusOf, type JobRecord } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import type { JobNotice } from '../telling/notice.ts';
import type { QueueFeed } from '../telling/queue-feed.ts';
import { createStatusWriter } from './status-writer.ts';
import { transition } from './transition.ts';
import { createWaitingLine, insertByOrder, takeByOrder } from './waiting-line.ts';
import { createWakeSet } from '../telling/wake-set.ts';

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

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createJobTable(options: JobTableOptions): JobTable {
  const { feed, now, notify } = options;
  const byId = new Map<string, JobEntry>();
  const byOrder: JobEntry[] = [];
  const isWaiting = (entry: JobEntry) => entry.record.status === 'pending';
  const views = new WeakMap<JobRecord, ExportStatus>();
  // All who ask are given one and the same object while nothing changes: what is sent to many is told by that.
  const read = (entry: JobEntry) => {
    const place = isWaiting(entry) ? line.placeOf(entry) : null;
    const known = views.get(entry.record);
    if (known?.queuePosition === place) return known;
    const view = Object.freeze(statusOf(entry.record, place));
    views.set(entry.record, view);
    return view;
  };
  const line = createWaitingLine({
    gatherMs: options.pace.eventMs,
    onMoved: (entry, place) => {
      const moved = transition(entry.record, { kind: 'move' }, now());
      if (moved.isOk) entry.record = moved.record;
      wake(entry);
      if (place <= announcedPlaces) feed.touch(entry.record.jobId, () => read(entry));
    },
  });
  const announce = (entry: JobEntry) => {
    wake(entry);
    feed.touch(entry.record.jobId, () => read(entry));
  };
  const takeIn = (record: JobRecord) => {
    const entry = createEntry(record, options);
    byId.set(record.jobId, entry);
    insertByOrder(byOrder, entry);
    if (isWaiting(entry)) line.join(entry);
    return entry;
  };
  const apply = (entry: JobEntry, event: JobEvent) => {
    const from = entry.record.status;
    const result = transition(entry.record, event, now());
    if (!result.isOk) return false;
    entry.record = result.record;
    const hasNewState = entry.record.status !== from;
    if (hasNewState && isWaiting(entry)) line.join(entry);
    if (hasNewState && from === 'pending') line.leave(entry);
    if (event.kind === 'update') entry.writer.later();
    else void entry.writer.flush();
    announce(entry);
    if (hasNewState) notify({ kind: 'state', from, status: read(entry) });
    return true;
  };
  return {
    get: (jobId) => byId.get(jobId),
    load: (record) => {
      // Nobody has been told anything new: this only moves `seq` past what the last server can have used.
      const adopted = transition(record, { kind: 'adopt' }, now());
      const entry = takeIn(adopted.isOk ? adopted.record : record);
      feed.load(record.jobId, () => read(entry), Date.parse(record.updatedAt) || 0);
      return entry;
    },
    add: (record) => {
      const entry = takeIn(record);
      announce(entry);
      return entry;
    },
    delete: (entry) => {
      const last = read(entry);
      byId.delete(entry.record.jobId);
      takeByOrder(byOrder, entry);
      line.leave(entry);
      feed.remove(entry.record.jobId, last);
      notify({ kind: 'removed', status: last });
    },
    apply,
    statusOf: read,
    entries: () => byOrder,
    waitingCount: line.length,
    counts: () => countStates(byOrder),
    close: line.close,
  };
}

function wake({ watchers, followers }: JobEntry): void {
  watchers.wake();
  followers?.changed();
}

function createEntry(record: JobRecord, { store, now, pace, notify }: JobTableOptions): JobEntry {
  const { jobId } = record;
  const entry: JobEntry = {
    record,
    run: undefined,
    watchers: createWakeSet(),
    followers: undefined,
    writer: createStatusWriter({
      save: () => store.save(entry.record),
      intervalMs: pace.writeMs,
      now,
      onTrouble: (cause) => {
        notify({ kind: 'trouble', jobId, what: 'The state of an export could not be recorded.', cause });
      },
    }),
  };
  return entry;
}

function countStates(entries: readonly JobEntry[]): Record<ExportState, number> {
  const counts = Object.fromEntries(exportStates.map((state) => [state, 0])) as Record<ExportState, number>;
  for (const entry of entries) counts[entry.record.status] += 1;
  return counts;
}
