import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

type BytesOf = (file: Stats) => number;

/** As files are listed. */
const listedBytes: BytesOf = ({ size }) => size;
/** Less than that where a file has holes. */
export const bytesOnDisk: BytesOf = ({ blocks }) => blocks * 512;

/** Bytes of all files below a folder; nothing where there is no folder. Links are not followed. */
export async function measureFolder(folder: string, bytesOf: BytesOf = listedBytes): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await measureFolder(path, bytesOf);
    else if (entry.isFile()) bytes += await lstat(path).then(bytesOf, () => 0);
  }
  return bytes;
}
