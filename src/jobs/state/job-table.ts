import { exportStates, type ExportState, type ExportStatus } from '../../contract/exports/status.ts';
import type { JobEntry } from './job-entry.ts';
import type { JobEvent } from './job-event.ts';
import { statusOf, type JobRecord } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import type { JobNotice } from '../telling/notice.ts';
import type { QueueFeed } from '../telling/queue-feed.ts';
import { createStatusWriter } from './status-writer.ts';
import { transition } from './transition.ts';
import { underBasePath } from './under-base-path.ts';
import { createWaitingLine, insertByOrder, takeByOrder, type WaitingLine } from './waiting-line.ts';
import { createChangeSignal } from '../../disk/change-signal.ts';

/** A place in line further back than this is told only to those who watch that one export. */
const announcedPlaces = 100;

export interface JobTableOptions {
  readonly store: Pick<JobStore, 'save'>;
  readonly feed: QueueFeed;
  readonly now: () => number;
  /** Shortest time between two events and between two writes of mere progress, in milliseconds. */
  readonly pace: Pace;
  readonly notify: (notice: JobNotice) => void;
  /** The path under which clients see the server; part of every address in a status. */
  readonly basePath?: string | undefined;
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
  readonly delete: (entry: JobEntry, seq?: number) => void;
  /**
   * Takes in a record as others have changed it, where changes are decided and numbered elsewhere: `seq` is the number,
   * and that of the status from then on. Everybody concerned is told; nothing is written.
   */
  readonly replace: (record: JobRecord, seq: number) => JobEntry;
  /** False when the event means nothing in this state. Everybody concerned is told and the store is written. */
  readonly apply: (entry: JobEntry, event: JobEvent) => boolean;
  readonly statusOf: (entry: JobEntry) => ExportStatus;
  /** Ascending by order. */
  readonly entries: () => readonly JobEntry[];
  readonly waitingCount: () => number;
  readonly counts: (among?: (jobId: string) => boolean) => Record<ExportState, number>;
  /** Ends the timers of the table itself. */
  readonly close: () => void;
}

export function createJobTable(options: JobTableOptions): JobTable {
  return new TableOfJobs(options);
}

class TableOfJobs implements JobTable {
  readonly #options: JobTableOptions;
  readonly #byId = new Map<string, JobEntry>();
  readonly #byOrder: JobEntry[] = [];
  readonly #views = new WeakMap<JobRecord, ExportStatus>();
  readonly #line: WaitingLine;
  /** Of the changes that are numbered elsewhere; undefined where none are. */
  #latestSeq: number | undefined;

  constructor(options: JobTableOptions) {
    this.#options = options;
    const onMoved = (entry: JobEntry, place: number) => this.#move(entry, place);
    this.#line = createWaitingLine({ gatherMs: options.pace.eventMs, onMoved });
  }

  readonly get = (jobId: string): JobEntry | undefined => this.#byId.get(jobId);
  readonly entries = (): readonly JobEntry[] => this.#byOrder;
  readonly waitingCount = (): number => this.#line.length();
  readonly counts = (among?: (jobId: string) => boolean): Record<ExportState, number> =>
    countStates(among ? this.#byOrder.filter(({ record }) => among(record.jobId)) : this.#byOrder);
  readonly close = (): void => this.#line.close();

  /** All who ask are given one and the same object while nothing changes: what is sent to many is told by that. */
  readonly statusOf = (entry: JobEntry): ExportStatus => {
    const place = isWaiting(entry) ? this.#line.placeOf(entry) : null;
    const known = this.#views.get(entry.record);
    if (known?.queuePosition === place) return known;
    const view = Object.freeze(underBasePath(statusOf(entry.record, place), this.#options.basePath ?? ''));
    this.#views.set(entry.record, view);
    return view;
  };

  readonly load = (record: JobRecord): JobEntry => {
    const { feed, now } = this.#options;
    // Nobody has been told anything new: this only moves `seq` past what the last server can have used.
    const adopted = transition(record, { kind: 'adopt' }, now());
    const entry = this.#takeIn(adopted.isOk ? adopted.record : record);
    feed.load(record.jobId, () => this.statusOf(entry), (Date.parse(record.updatedAt) || 0) * 1000);
    return entry;
  };

  readonly add = (record: JobRecord): JobEntry => {
    const entry = this.#takeIn(record);
    this.#announce(entry);
    return entry;
  };

  readonly delete = (entry: JobEntry, seq?: number): void => {
    const last = this.statusOf(entry);
    const { jobId } = entry.record;
    this.#byId.delete(jobId);
    takeByOrder(this.#byOrder, entry);
    this.#line.leave(entry);
    this.#options.feed.remove(jobId, last, seq);
    this.#options.notify({ kind: 'removed', status: last });
  };

  readonly apply = (entry: JobEntry, event: JobEvent): boolean => {
    const from = entry.record.status;
    const result = transition(entry.record, event, this.#options.now());
    if (!result.isOk) return false;
    const hasNewState = this.#settle(entry, result.record);
    if (event.kind === 'update') entry.writer.later();
    else void entry.writer.flush();
    this.#announce(entry);
    if (hasNewState) this.#options.notify({ kind: 'state', from, status: this.statusOf(entry) });
    return true;
  };

  readonly replace = (record: JobRecord, seq: number): JobEntry => {
    this.#latestSeq = Math.max(this.#latestSeq ?? 0, seq);
    const numbered = { ...record, seq };
    const known = this.#byId.get(record.jobId);
    const entry = known ?? this.#takeIn(numbered);
    const from = entry.record.status;
    const hasNewState = known !== undefined && this.#settle(known, numbered);
    this.#announce(entry, seq);
    if (hasNewState) this.#options.notify({ kind: 'state', from, status: this.statusOf(entry) });
    return entry;
  };

  /** True where it is in another state by it. */
  #settle(entry: JobEntry, record: JobRecord): boolean {
    const hasNewState = record.status !== entry.record.status;
    if (hasNewState && isWaiting(entry)) this.#line.leave(entry);
    entry.record = record;
    if (hasNewState && isWaiting(entry)) this.#line.join(entry);
    return hasNewState;
  }

  #takeIn(record: JobRecord): JobEntry {
    const entry = createEntry(record, this.#options);
    this.#byId.set(record.jobId, entry);
    insertByOrder(this.#byOrder, entry);
    if (isWaiting(entry)) this.#line.join(entry);
    return entry;
  }

  #move(entry: JobEntry, place: number): void {
    const latest = this.#latestSeq;
    const seq = latest === undefined ? undefined : Math.max(latest, entry.record.seq);
    const moved = transition(entry.record, { kind: 'move' }, this.#options.now());
    // Numbered elsewhere, it moves by the change that moved it: others who see it give it the same number.
    if (seq !== undefined) entry.record = { ...entry.record, seq };
    else if (moved.isOk) entry.record = moved.record;
    wake(entry);
    if (place <= announcedPlaces) this.#touch(entry, seq);
  }

  #announce(entry: JobEntry, seq?: number): void {
    wake(entry);
    this.#touch(entry, seq);
  }

  #touch(entry: JobEntry, seq?: number): void {
    this.#options.feed.touch(entry.record.jobId, () => this.statusOf(entry), seq);
  }
}

function isWaiting({ record }: JobEntry): boolean {
  return record.status === 'pending';
}

function wake({ watchers, followers }: JobEntry): void {
  watchers.raise();
  followers?.changed();
}

function createEntry(record: JobRecord, { store, now, pace, notify }: JobTableOptions): JobEntry {
  const { jobId } = record;
  const entry: JobEntry = {
    record,
    run: undefined,
    watchers: createChangeSignal(),
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
