import { readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './store-fs.ts';

/**
 * Bytes that an unprivileged process can still write to the disk of this folder; of one that was deleted, to the disk
 * on which it would be made again.
 */
export async function freeBytes(folder: string): Promise<number> {
  const info = await statfs(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' && dirname(folder) !== folder) return undefined;
    throw error;
  });
  return info ? info.bavail * info.bsize : freeBytes(dirname(folder));
}

/** Bytes on disk of the files that lie in a folder, not in its folders; a missing one holds none. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesOnDisk(join(folder, name))));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** Less than its size where a file has holes. */
async function bytesOnDisk(path: string): Promise<number> {
  return stat(path).then(
    ({ blocks }) => blocks * 512,
    () => 0,
  );
}
