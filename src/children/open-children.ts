import { availableParallelism } from 'node:os';
import type { ChildLimits } from '../supervisor/start/child-limits.ts';
import { createChildPool, shareOfCores, type PoolStats, type Slot } from '../supervisor/child-pool.ts';
import {
  killRecordedChildren,
  recordChildrenIn,
  unrecordedChildren,
} from '../supervisor/recorded-children.ts';
import { missingProtections } from '../supervisor/start/wrappers.ts';
import { causeOf } from './cause-of.ts';
import type { ChildEnd, ChildWork } from './child-work.ts';
import { findSurroundings } from './confine.ts';
import { createFetching } from './fetch-inputs.ts';
import { limitsOf } from './limits.ts';
import { startChild } from './start-child.ts';
import type { ChildrenOptions } from './children-options.ts';

/** Every ffmpeg and ffprobe of this process. */
export interface Children {
  /**
   * Waits for a slot, runs one child to its end and tells how it ended: a child that fails, hangs, is stopped or
   * cannot be started is an answer. It is always limited, recorded while it lives, and told to `onEnded`. Rejects only
   * with what a callback of the work threw (the child is dead by then), or where a file that lies elsewhere cannot be
   * fetched.
   */
  readonly run: (work: ChildWork) => Promise<ChildEnd>;
  /** Most children that work at once. */
  readonly concurrency: number;
  /** What each of them is told to use of the cores. */
  readonly threads: number;
  readonly stats: () => PoolStats;
  /** Resolves when no work runs or waits. */
  readonly idle: () => Promise<void>;
  /** What children can do here that they should not: sentences for whoever runs the server. */
  readonly missingProtections: readonly string[];
  /** Ends children of an earlier server that still live. One server at a time on a folder of records. */
  readonly stopOrphans: () => Promise<void>;
  /** Stops all children and takes no more. Resolves when they are dead. */
  readonly close: (reason: 'shutdown' | 'cancel') => Promise<void>;
}

/** Beside the children that work. A question takes 60 MB and a fraction of a second, if its file is what it should be. */
const questionsAtOnce = 4;
const listingsAtOnce = 2;

/** Opens the one way to run an FFmpeg. Finds out, once, what this system lets us take away from children. */
export function openChildren(options: ChildrenOptions): Children {
  const { concurrency, cores, recordsFolder } = options;
  const pools = {
    work: createChildPool({ concurrency, cores }),
    question: createChildPool({ concurrency: questionsAtOnce, threadsPerChild: 1 }),
    listing: createChildPool({ concurrency: listingsAtOnce, threadsPerChild: 1 }),
  };
  const surroundings = findSurroundings(options);
  const records = recordsFolder === undefined ? unrecordedChildren : recordChildrenIn(recordsFolder);
  const fetching = createFetching(concurrency);
  const run = async (work: ChildWork): Promise<ChildEnd> => {
    const release = await fetching.fetch(work);
    return runFetched(work).finally(release);
  };
  const runFetched = async (work: ChildWork): Promise<ChildEnd> => {
    const { label, program, kind, priority, yields, signal, uses } = work;
    let argv: readonly string[] = [];
    let limits: ChildLimits = {};
    const start = async ({ threads, signal: slotSignal }: Slot) => {
      const args = await work.args(threads);
      argv = [options[program], ...args];
      limits = await limitsOf(options, { size: uses.size, threads });
      limits = options.tighten?.(limits) ?? limits;
      return startChild({ options, surroundings, records }, work, { args, limits, signal: slotSignal });
    };
    const outcome = await pools[kind].run({ priority, label, yields, signal, run: start });
    const end = { label, program, argv, outcome, cause: causeOf(outcome, limits) };
    options.onEnded?.(end);
    return end;
  };
  return {
    run,
    concurrency,
    threads: shareOfCores(cores ?? availableParallelism(), concurrency),
    stats: () => pools.work.stats(),
    idle: () => pools.work.idle(),
    missingProtections: missingProtections(surroundings.wrappers),
    stopOrphans: async () => {
      if (recordsFolder !== undefined) await killRecordedChildren(recordsFolder);
    },
    close: async (reason) => {
      await Promise.all(Object.values(pools).map((pool) => pool.close(reason)));
    },
  };
}
