import type { ChildLimits } from '../supervisor/child-command.ts';
import { createChildPool, type PoolStats, type Slot } from '../supervisor/child-pool.ts';
import {
  killRecordedChildren,
  recordChildrenIn,
  unrecordedChildren,
} from '../supervisor/recorded-children.ts';
import { missingProtections } from '../supervisor/wrappers.ts';
import { causeOf } from './cause-of.ts';
import type { ChildEnd, ChildWork } from './child-work.ts';
import { findSurroundings } from './confine.ts';
import { limitsOf } from './limits.ts';
import { startChild } from './start-child.ts';

export interface ChildrenOptions {
  /** Paths, or names that are looked up in the search path. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Folders in which programs are looked up, `:`-separated; the usual ones unless told otherwise. */
  readonly searchPath?: string | undefined;
  /** Most children that work at once. */
  readonly concurrency: number;
  /** Cores to share out among them; those of the machine unless told otherwise. */
  readonly cores?: number | undefined;
  /** A folder on the disk that children write to, and what is never used of that disk, in bytes. */
  readonly folder: string;
  readonly reserveBytes: number;
  /** A child that gives no sign of life for this long is stopped, in milliseconds. */
  readonly stallMs: number;
  /** 0 to 19, of children that somebody waits for; 10 unless told otherwise. */
  readonly niceness?: number | undefined;
  /** The same of work that yields; 19 unless told otherwise, which on a machine that others keep busy is next to nothing. */
  readonly yieldingNiceness?: number | undefined;
  /** Where living children are recorded, so that the next server can end those that outlive this one. */
  readonly recordsFolder?: string | undefined;
  /** Told of each child once it lives and is recorded. */
  readonly onStarted?: ((label: string, pid: number) => void) | undefined;
  /** Told how each child ended. Must not throw. */
  readonly onEnded?: ((end: ChildEnd) => void) | undefined;
  /** Tighter limits than the usual ones. */
  readonly tighten?: ((usual: ChildLimits) => ChildLimits) | undefined;
}

/** Every ffmpeg and ffprobe of this process. */
export interface Children {
  /**
   * Waits for a slot, runs one child to its end and tells how it ended: a child that fails, hangs, is stopped or
   * cannot be started is an answer. It is always limited, recorded while it lives, and told to `onEnded`. Rejects only
   * with what a callback of the work threw; the child is dead by then.
   */
  readonly run: (work: ChildWork) => Promise<ChildEnd>;
  /** Most children that work at once. */
  readonly concurrency: number;
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
  const run = async (work: ChildWork): Promise<ChildEnd> => {
    const { label, program, kind, priority, yields, signal, uses } = work;
    let argv: readonly string[] = [];
    let limits: ChildLimits = {};
    const start = async ({ threads, signal: slotSignal }: Slot) => {
      const args = work.args(threads);
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
