import { statfs } from 'node:fs/promises';

/** Bytes that an unprivileged process can still write to the disk of this folder. */
export async function freeBytes(folder: string): Promise<number> {
  const info = await statfs(folder);
  return info.bavail * info.bsize;
}
