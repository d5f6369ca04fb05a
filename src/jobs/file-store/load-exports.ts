import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { exportIdSchema } from '../../contract/config/config-v1.ts';
import type { JobRecord } from '../state/job-record.ts';
import type { DamagedEntry, StoreContents } from '../state/job-store.ts';
import { readRecord } from './read-record.ts';
import { errorCode, syncFolder, type StoreFs } from '../../disk/store-fs.ts';

const quarantineName = '.quarantine';

/**
 * Reads every export of a folder. A folder that could be an export but cannot be read is moved into
 * `.quarantine/`, so that its id is free again; whatever else lies there (links, files, names that are no ids,
 * folders of a later version) is left as it is and named.
 */
export async function loadExports(fs: StoreFs, folder: string): Promise<StoreContents> {
  const records: JobRecord[] = [];
  const damaged: DamagedEntry[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const foreign = whyForeign(entry);
    if (foreign !== undefined) {
      damaged.push({ name: entry.name, reason: foreign });
      continue;
    }
    const read = readRecord(join(folder, entry.name), entry.name);
    if (read.isOk) records.push(read.record);
    else if (read.isFromTheFuture) damaged.push({ name: entry.name, reason: read.reason });
    else damaged.push(await quarantine(fs, folder, { name: entry.name, reason: read.reason }));
  }
  if (damaged.some((entry) => entry.movedTo !== undefined)) await syncFolder(fs, folder);
  return { records, damaged };
}

function whyForeign(entry: Dirent): string | undefined {
  if (entry.isSymbolicLink()) return 'it is a symbolic link';
  if (!entry.isDirectory()) return 'it is not a folder';
  return exportIdSchema.safeParse(entry.name).success ? undefined : 'its name is not an export id';
}

async function quarantine(fs: StoreFs, folder: string, entry: DamagedEntry): Promise<DamagedEntry> {
  try {
    await fs.mkdir(join(folder, quarantineName), { recursive: true });
    for (let count = 1; ; count += 1) {
      const movedTo = join(folder, quarantineName, count === 1 ? entry.name : `${entry.name}.${count}`);
      if (await moveAside(fs, join(folder, entry.name), movedTo)) return { ...entry, movedTo };
    }
  } catch {
    // A folder that cannot be moved (read-only disk, foreign owner) is as harmless where it is.
    return entry;
  }
}

/** False when the name is taken there. */
async function moveAside(fs: StoreFs, from: string, to: string): Promise<boolean> {
  try {
    await fs.stat(to);
    return false;
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') throw thrown;
  }
  await fs.rename(from, to);
  return true;
}
