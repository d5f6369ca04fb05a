import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that an unprivileged process can still write to the disk of this folder. */
export async function freeBytes(folder: string): Promise<number> {
  const info = await statfs(folder);
  return info.bavail * info.bsize;
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
