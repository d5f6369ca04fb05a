import { setTimeout as wait } from 'node:timers/promises';
import type { BigIntStats } from 'node:fs';
import { statPatiently } from '../../../disk/open-readable.ts';
import { remoteFolders } from '../../../disk/remote-files.ts';

/**
 * Tells one state of one file from every other: disk, inode, size, and both of its times to the nanosecond. The
 * time of its last change of status is set by the system alone: it also tells of a file that was moved away and back.
 */
export type SourceStamp = string & { readonly kind: 'SourceStamp' };

export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): SourceStamp {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':') as SourceStamp;
}

/** The stamp of what lies at a path now. Rejects with the system's error, or where the disk hangs. */
export async function readStamp(path: string, signal?: AbortSignal): Promise<SourceStamp> {
  const remote = remoteFolders.of(path);
  if (remote) return (await remote.identify(path, signal)).stamp as SourceStamp;
  return stampOf(await statPatiently(path, { signal }));
}

/** Clocks of file systems move in steps of up to 10 ms; FAT and old network shares know whole seconds only. */
const clockStepMs = 20;
const coarseClockStepMs = 2_000;

/**
 * Waits until a change from now on would show in the stamp: of two changes within one step of the file system's
 * clock the second leaves the same times. Answers whether it had to wait.
 */
export async function waitUntilTelling(stats: BigIntStats, signal?: AbortSignal): Promise<boolean> {
  const isCoarse = stats.ctimeNs % 1_000_000_000n === 0n;
  const stepMs = isCoarse ? coarseClockStepMs : clockStepMs;
  const ageMs = Date.now() - Number(stats.ctimeNs / 1_000_000n);
  // A clock that is ahead of ours says nothing of the age.
  const missingMs = ageMs < 0 ? stepMs : stepMs - ageMs;
  if (missingMs <= 0) return false;
  await wait(missingMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  return true;
}
