import { splitOwnedId } from '../../contract/owned-name.ts';
import { soleAdministrator } from '../../contract/principal.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { SpaceShares } from '../../disk/space-shares.ts';
import { spaceText } from '../../shared/space-text.ts';

/** Space that one export takes on the disk, in bytes. */
export interface SpaceNeed {
  /** What stays when it has ended. */
  readonly kept: number;
  /** What it takes besides while it runs. */
  readonly temporary: number;
}

/** What is promised to exports that wait or run, so that no two are promised the same space. */
export interface SpaceLedger {
  /** Promises space to an export that has not started; rejects with `NO_ROOM` and the numbers. */
  readonly promise: (jobId: string, need: SpaceNeed) => Promise<void>;
  /** Takes in a promise of an earlier server, without asking whether it can be kept. */
  readonly note: (jobId: string, need: SpaceNeed) => void;
  /**
   * For an export that starts, with what it really needs: asks once more, since others than us fill disks too.
   * `spent` says how much of that it has written by then.
   */
  readonly begin: (jobId: string, need: SpaceNeed, spent: () => Promise<number>) => Promise<void>;
  /** As `begin`, before it is known what the export really needs: it keeps all that was promised to it. */
  readonly beginEarly: SpaceLedger['begin'];
  /** Takes back what was promised to an export that does not wait (any more). */
  readonly forget: (jobId: string) => void;
  /** The export has ended, or never came to be. */
  readonly release: (jobId: string) => void;
}

export interface SpaceLedgerOptions {
  /** Bytes that can be written to the disk now. */
  readonly freeBytes: () => Promise<number>;
  /** Space that is never used, in bytes. */
  readonly reserveBytes: number;
  /** Exports that run at once: so many need their temporary space at the same time. */
  readonly concurrency: number;
  /** Frees space that is only a convenience; answers how many bytes it freed. */
  readonly reclaim: (bytes: number) => Promise<number>;
  /** Who else promises space on this disk. */
  readonly shares: SpaceShares;
}

interface Running {
  readonly need: SpaceNeed;
  readonly spent: () => Promise<number>;
}

export function createSpaceLedger(options: SpaceLedgerOptions): SpaceLedger {
  const waiting = new Map<string, SpaceNeed>();
  const running = new Map<string, Running>();
  const check = (jobId: string, need: SpaceNeed, promised: PromisedTo) =>
    requireSpace({ jobId, ...need }, promised, { ...options, promisedToOthers });
  const toOthersThan =
    (jobId?: string) =>
    async (isExact: boolean): Promise<Promised> => {
      const run = await toRunning(running, jobId, isExact);
      const line = toWaiting(waiting, jobId, options.concurrency);
      return { bytes: run.bytes + line.bytes, count: run.count + line.count };
    };
  const begin: SpaceLedger['begin'] = async (jobId, need, spent) => {
    waiting.delete(jobId);
    running.set(jobId, { need, spent });
    // Those that wait behind it do not count: their turn comes when this one has ended.
    await check(jobId, need, (isExact) => toRunning(running, jobId, isExact));
  };
  const promisedToOthers = options.shares.join(async () => (await toOthersThan()(true)).bytes);
  return {
    promise: async (jobId, need) => {
      if (running.has(jobId)) return;
      // Promised while it is checked, so that two that arrive together see each other.
      const before = waiting.get(jobId);
      waiting.set(jobId, atLeast(need, before));
      try {
        await check(jobId, need, toOthersThan(jobId));
      } catch (error) {
        // What was promised to an earlier request for the same export stays.
        if (before && waiting.has(jobId)) waiting.set(jobId, before);
        else waiting.delete(jobId);
        throw error;
      }
    },
    note: (jobId, need) => {
      if (!running.has(jobId)) waiting.set(jobId, need);
    },
    begin,
    beginEarly: (jobId, need, spent) => begin(jobId, atLeast(need, waiting.get(jobId)), spent),
    forget: (jobId) => {
      waiting.delete(jobId);
    },
    release: (jobId) => {
      waiting.delete(jobId);
      running.delete(jobId);
    },
  };
}

/** What is promised to other exports; exactly, or all that was promised to those that run. */
type PromisedTo = (isExact: boolean) => Promise<Promised>;

interface Disk extends SpaceLedgerOptions {
  /** Bytes promised to others than exports. */
  readonly promisedToOthers: () => Promise<number>;
}

/** Throws `NO_ROOM` where the disk does not hold so much besides what is promised, even after reclaiming space. */
async function requireSpace(
  need: SpaceNeed & { readonly jobId: string },
  promised: PromisedTo,
  disk: Disk,
): Promise<void> {
  const wanted = need.kept + need.temporary;
  const look = async (isExact: boolean) => {
    const [free, { bytes, count }, arriving] = await Promise.all([
      disk.freeBytes(),
      promised(isExact),
      disk.promisedToOthers(),
    ]);
    return { free, bytes, count, arriving, usable: free - disk.reserveBytes - bytes - arriving };
  };
  // What the others have written by now is looked up on the disk only where space is short.
  if ((await look(false)).usable >= wanted) return;
  for (let isReclaimed = false; ; isReclaimed = true) {
    const { usable, ...seen } = await look(true);
    if (usable >= wanted) return;
    if (isReclaimed || (await disk.reclaim(wanted - usable)) === 0) {
      if (splitOwnedId(need.jobId).owner !== soleAdministrator.id) throw noSpaceForUser(wanted);
      throw noSpace(wanted, { ...seen, reserve: disk.reserveBytes });
    }
  }
}

function atLeast(need: SpaceNeed, promised: SpaceNeed = { kept: 0, temporary: 0 }): SpaceNeed {
  return {
    kept: Math.max(need.kept, promised.kept),
    temporary: Math.max(need.temporary, promised.temporary),
  };
}

interface Promised {
  readonly bytes: number;
  /** To how many exports. */
  readonly count: number;
}

/** What the others that run will still write; unless exact, all that they have asked for. */
async function toRunning(
  running: ReadonlyMap<string, Running>,
  jobId: string | undefined,
  isExact: boolean,
): Promise<Promised> {
  const others = [...running].filter(([id]) => id !== jobId);
  const open = await Promise.all(
    others.map(async ([, { need, spent }]) =>
      Math.max(0, need.kept + need.temporary - (isExact ? await spent() : 0)),
    ),
  );
  return { bytes: open.reduce((sum, bytes) => sum + bytes, 0), count: others.length };
}

/** What stays of all that wait, and the temporary space of those `concurrency` that take most of it. */
function toWaiting(
  waiting: ReadonlyMap<string, SpaceNeed>,
  jobId: string | undefined,
  concurrency: number,
): Promised {
  const largest: number[] = [];
  let bytes = 0;
  for (const [id, { kept, temporary }] of waiting) {
    if (id === jobId) continue;
    bytes += kept;
    if (largest.length === concurrency && temporary <= (largest.at(-1) ?? 0)) continue;
    largest.push(temporary);
    largest.sort((a, b) => b - a).splice(concurrency);
  }
  const count = waiting.size - (jobId !== undefined && waiting.has(jobId) ? 1 : 0);
  return { bytes: largest.reduce((sum, temporary) => sum + temporary, bytes), count };
}

interface Numbers extends Promised {
  readonly free: number;
  readonly reserve: number;
  /** What will still be needed by others than exports. */
  readonly arriving: number;
}

function noSpace(wanted: number, { free, bytes, count, reserve, arriving }: Numbers): ProblemError {
  const others = count === 1 ? 'another export' : `${count} other exports`;
  const promised = count === 0 ? '' : ` ${spaceText(bytes)} of that will still be needed by ${others}.`;
  const uploads = arriving === 0 ? '' : ` ${spaceText(arriving)} will still arrive in uploads.`;
  return new ProblemError({
    code: 'NO_ROOM',
    message: `The export needs about ${spaceText(wanted)} on the disk, and ${spaceText(free)} are free.${promised}${uploads} ${spaceText(reserve)} are kept in reserve.`,
    hint: 'Free some space, remove exports that are no longer needed, or lower DISK_RESERVE_MB.',
  });
}

/** What is free, and what others were promised of it, says what others do. */
function noSpaceForUser(wanted: number): ProblemError {
  return new ProblemError({
    code: 'NO_ROOM',
    message: `The export needs about ${spaceText(wanted)} on the disk of the server, and there is not so much space.`,
    hint: 'Remove exports and footage that are no longer needed, or ask whoever runs the server.',
  });
}
