import type { ExportState } from '../../contract/status.ts';
import { cancelOne, createOne, removeOne, retryOne } from './export-operations.ts';
import { drainExports, recover, removeExpired } from './exports-life.ts';
import { createFollowers } from '../telling/followers.ts';
import { existingEntry, type ExportsOptions, type ExportsContext } from './exports-context.ts';
import { createJobTable, type Pace } from '../state/job-table.ts';
import { createKeyedLock } from '../../disk/keyed-lock.ts';
import { listExports } from './list-exports.ts';
import type { Exports } from '../ports.ts';
import { createQueueFeed } from '../telling/queue-feed.ts';
import type { Recovery } from './recover-exports.ts';
import { createRounds } from '../telling/rounds.ts';
import { createTurns } from '../telling/turns.ts';
import { watchJob } from '../telling/watch-export.ts';

/** The exports as the server's wiring sees them: what everybody may do, and its own life cycle. */
export interface RunningExports extends Exports {
  /** Takes the store, picks up where the last server stopped and begins to render. Call once, before anything else. */
  readonly recover: () => Promise<Recovery>;
  /**
   * Stops in good order: nothing new is taken or started, what runs goes back in line with the reason (a
   * sentence) and costs no attempt. Resolves when the children are dead and the store is written and given up.
   */
  readonly drain: (reason: string) => Promise<void>;
  /** Removes finished exports older than the retention; their ids. `at` is in milliseconds since the epoch. */
  readonly removeExpired: (at: number) => Promise<readonly string[]>;
  readonly counts: () => Record<ExportState, number>;
}

/** About five milliseconds of work where each is waited for, one where they are called. */
const tellsPerTurn = 50;
const ordinaryPace: Pace = { eventMs: 100, writeMs: 1000 };

/** The exports of one server. Nothing happens, and nothing is taken, before `recover`. */
export function createExports(options: ExportsOptions): RunningExports {
  const { now = Date.now, pace = ordinaryPace, notify = () => undefined, store } = options;
  const turns = createTurns(tellsPerTurn);
  const rounds = createRounds(tellsPerTurn);
  const feed = createQueueFeed({ now, turns, intervalMs: pace.eventMs });
  const table = createJobTable({ store, feed, now, pace, notify });
  const context: ExportsContext = {
    options,
    table,
    locks: createKeyedLock(),
    now,
    notify,
    phase: 'new',
    drainReason: '',
    nextOrder: 1,
    arriving: 0,
  };
  const alone = <Result>(jobId: string, work: () => Promise<Result>) => context.locks.run(jobId, work);
  return {
    create: (config) => alone(config.id, () => createOne(context, config)),
    cancel: (jobId) => alone(jobId, () => cancelOne(context, jobId)),
    retry: (jobId) => alone(jobId, () => retryOne(context, jobId)),
    remove: (jobId) => alone(jobId, () => removeOne(context, jobId)),
    get: (jobId) => {
      const entry = table.get(jobId);
      return entry && table.statusOf(entry);
    },
    list: (query) => listExports(table, query),
    watch: (jobId, watchOptions) => {
      const find = () => existingEntry(context, jobId);
      return watchJob({ find, read: table.statusOf, turns, intervalMs: pace.eventMs }, watchOptions);
    },
    follow: (jobId, follower, sinceSeq) => {
      const entry = existingEntry(context, jobId);
      const read = () => table.statusOf(entry);
      entry.followers ??= createFollowers({ read, rounds, intervalMs: pace.eventMs });
      return entry.followers.join(follower, sinceSeq);
    },
    watchAll: (watchOptions) => feed.watch(watchOptions),
    pathOf: (jobId, file) => {
      const entry = table.get(jobId);
      if (entry === undefined) return undefined;
      return `${store.folderOf(jobId)}/${file === 'output' ? entry.record.outputFile : file}`;
    },
    ...lifeOf(context),
    counts: () => table.counts(),
  };
}

/** From the start to the end of the exports; each is done once, whoever asks again. */
function lifeOf(context: ExportsContext): Pick<RunningExports, 'recover' | 'drain' | 'removeExpired'> {
  let recovered: Promise<Recovery> | undefined;
  let drained: Promise<void> | undefined;
  return {
    recover: () => (recovered ??= recover(context)),
    drain: (reason) => {
      if (drained === undefined) {
        context.phase = 'draining';
        context.drainReason = reason;
        drained = Promise.allSettled([recovered]).then(() => drainExports(context));
      }
      return drained;
    },
    removeExpired: (at) => removeExpired(context, at),
  };
}
