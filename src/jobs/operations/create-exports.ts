import { addOne, configWithOutput, removeOneOutput, retryOneOutput } from './output-operations.ts';
import { cancelOne, createOne, removeOne, retryOne } from './export-operations.ts';
import { drainExports, recover, removeExpired } from './exports-life.ts';
import { existingEntry, type ExportsOptions, type ExportsContext } from './exports-context.ts';
import { createJobTable, type Pace } from '../state/job-table.ts';
import { createFairClock } from '../state/fair-clock.ts';
import { createKeyedLock } from '../../disk/keyed-lock.ts';
import { readingOf, tellsPerTurn, type WaitingWork } from './read-exports.ts';
import type { Exports } from '../ports.ts';
import { createQueueFeed } from '../telling/queue-feed.ts';
import type { Recovery } from './recover-exports.ts';
import { createTurns } from '../telling/turns.ts';

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
  readonly waitingWork: () => WaitingWork;
}

export const ordinaryPace: Pace = { eventMs: 100, writeMs: 1000 };

/** The exports of one server. Nothing happens, and nothing is taken, before `recover`. */
export function createExports(options: ExportsOptions): RunningExports {
  const { now = Date.now, pace = ordinaryPace, notify = () => undefined, store } = options;
  const turns = createTurns(tellsPerTurn);
  const feed = createQueueFeed({ now, turns, intervalMs: pace.eventMs });
  const table = createJobTable({ store, feed, now, pace, notify, basePath: options.basePath });
  const context: ExportsContext = {
    options,
    table,
    locks: createKeyedLock(),
    now,
    notify,
    phase: 'new',
    drainReason: '',
    nextOrder: 1,
    clock: createFairClock(),
    arriving: 0,
  };
  const alone: Alone = (jobId, work) => context.locks.run(jobId, work);
  return {
    create: (config, wish) => alone(config.id, () => createOne(context, config, wish)),
    cancel: (jobId) => alone(jobId, () => cancelOne(context, jobId)),
    retry: (jobId) => alone(jobId, () => retryOne(context, jobId)),
    remove: (jobId) => alone(jobId, () => removeOne(context, jobId)),
    catchUp: async () => undefined,
    ...readingOf({
      ...{ table, feed, turns, eventMs: pace.eventMs, folders: store },
      find: (jobId) => existingEntry(context, jobId),
    }),
    ...outputsIn(context, alone),
    ...lifeOf(context),
  };
}

type Alone = <Result>(jobId: string, work: () => Promise<Result>) => Promise<Result>;

/** What may be done with the single outputs of exports. */
function outputsIn(
  context: ExportsContext,
  alone: Alone,
): Pick<Exports, 'configOf' | 'configWith' | 'addOutput' | 'retryOutput' | 'removeOutput'> {
  return {
    configOf: async (jobId) => {
      existingEntry(context, jobId);
      return context.options.store.readConfig(jobId);
    },
    configWith: (jobId, output) => configWithOutput(context, jobId, output),
    addOutput: (config) => alone(config.id, () => addOne(context, config)),
    retryOutput: (jobId, outputId) => alone(jobId, () => retryOneOutput(context, jobId, outputId)),
    removeOutput: (jobId, outputId) => alone(jobId, () => removeOneOutput(context, jobId, outputId)),
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
