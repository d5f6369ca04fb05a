import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskUsage } from '../../contract/account.ts';
import { freeBytes } from '../../disk/disk-space.ts';
import { bytesOnDisk, measureFolder } from './measure-folder.ts';

/** What each folder inside `folder` takes on the disk, the biggest first. One look for all who ask at the same time. */
export function createDiskMeter(folder: string): () => Promise<DiskUsage> {
  let looking: Promise<DiskUsage> | undefined;
  return () => (looking ??= measureDisk(folder).finally(() => (looking = undefined)));
}

async function measureDisk(folder: string): Promise<DiskUsage> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const folders = await Promise.all(
    names.map(async (name) => ({ name, bytes: await measureFolder(join(folder, name), bytesOnDisk) })),
  );
  return {
    folders: folders.sort((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name)),
    freeBytes: await freeBytes(folder),
  };
}
