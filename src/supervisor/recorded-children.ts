import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpawnedChild } from './start/child-command.ts';
import { readBootId, readProcess, type ProcessEntry } from './process/process-table.ts';
import { signalGroup, signalProcess } from './process/signal-group.ts';

/** Where the children that live are written down, so that the next start can end what this one left behind. */
export interface RecordedChildren {
  /** Resolves when the record can be read by a successor. A child without a start time is not recorded. */
  record(child: SpawnedChild, label: string): Promise<void>;
  /** Call it when the child has exited. */
  forget(child: SpawnedChild): Promise<void>;
}

export interface KilledChildren {
  /** Labels of the children that still lived and were killed. */
  readonly killed: readonly string[];
  /** Labels of those that did not die in time (stuck in the kernel). */
  readonly survivors: readonly string[];
}

/** The name alone says which process it was, so a record that was cut short by a crash still serves. */
const recordName = /^(\d{1,10})-(\d{1,20})\.json$/;
const DEATH_WAIT_MS = 5000;

/** One small file for each child in `folder`, which belongs to the children of one server. */
export function recordChildrenIn(folder: string): RecordedChildren {
  const pathOf = ({ pid, startedAtTicks }: SpawnedChild): string | undefined =>
    startedAtTicks === undefined ? undefined : join(folder, `${pid}-${startedAtTicks}.json`);
  return {
    record: async (child, label) => {
      const path = pathOf(child);
      if (path === undefined) return;
      await mkdir(folder, { recursive: true });
      await writeFile(path, JSON.stringify({ label, bootId: readBootId() }));
    },
    forget: async (child) => {
      const path = pathOf(child);
      if (path !== undefined) await rm(path, { force: true });
    },
  };
}

/** For callers that run where nothing can be left behind, and for tests. */
export const unrecordedChildren: RecordedChildren = {
  record: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

/**
 * At boot: kills every recorded child, with its process group, that still lives with the same start time in the
 * same boot, waits until it is dead and clears the records. Files of other names are left alone; a missing folder
 * is an empty one.
 */
export async function killRecordedChildren(folder: string): Promise<KilledChildren> {
  const killed: string[] = [];
  const survivors: string[] = [];
  for (const { path, pid, startTicks, label } of await readRecords(folder)) {
    const orphan = findProcess(pid, startTicks);
    if (orphan !== undefined) {
      end(orphan);
      const isDead = await waitUntilDead(orphan);
      (isDead ? killed : survivors).push(label);
      // Its record stays, for the next boot to try again.
      if (!isDead) continue;
    }
    await rm(path, { force: true, recursive: true });
  }
  return { killed, survivors };
}

interface ChildRecord {
  readonly path: string;
  readonly pid: number;
  readonly startTicks: number;
  readonly label: string;
}

async function readRecords(folder: string): Promise<ChildRecord[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const bootId = readBootId();
  const records: ChildRecord[] = [];
  for (const entry of entries) {
    const [, pid, ticks] = recordName.exec(entry.name) ?? [];
    if (pid === undefined || ticks === undefined) continue;
    const path = join(folder, entry.name);
    // Only a plain file is opened: reading a FIFO would wait forever.
    const content = entry.isFile() ? await readContent(path) : {};
    const isOfThisBoot = content.bootId === undefined || content.bootId === bootId;
    // Of an earlier boot nothing lives; pid 0 is nobody, so that its record is only cleared.
    records.push({
      path,
      pid: isOfThisBoot ? Number(pid) : 0,
      startTicks: Number(ticks),
      label: content.label ?? entry.name,
    });
  }
  return records;
}

async function readContent(path: string): Promise<{ label?: string; bootId?: string }> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return {};
    const label = 'label' in value && typeof value.label === 'string' ? { label: value.label } : {};
    const bootId = 'bootId' in value && typeof value.bootId === 'string' ? { bootId: value.bootId } : {};
    return { ...label, ...bootId };
  } catch {
    return {};
  }
}

function findProcess(pid: number, startTicks: number): ProcessEntry | undefined {
  // Ourselves and init are never children of an earlier run, whatever a file says.
  if (pid < 2 || pid === process.pid) return undefined;
  const found = readProcess(pid);
  return found?.startTicks === startTicks && !found.isZombie ? found : undefined;
}

function end({ pid, groupId }: ProcessEntry): void {
  if (groupId === pid) signalGroup(pid, 'SIGKILL');
  else signalProcess(pid, 'SIGKILL');
}

async function waitUntilDead({ pid, startTicks }: ProcessEntry): Promise<boolean> {
  const deadlineAt = performance.now() + DEATH_WAIT_MS;
  while (findProcess(pid, startTicks) !== undefined) {
    if (performance.now() > deadlineAt) return false;
    await sleep(20);
  }
  return true;
}
