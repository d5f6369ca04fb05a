import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedFolder } from './evict-chunks.ts';

/**
 * Deletes the unfinished files of a chunk store that nobody has written to for so many milliseconds: those of processes
 * that have died, where several share the store and none may sweep it whole. Answers how many.
 */
export async function sweepAbandoned(folder: string, idleMs: number, now = Date.now()): Promise<number> {
  const unfinished = join(folder, unfinishedFolder);
  let swept = 0;
  for (const name of await readdir(unfinished).catch(() => [])) {
    const path = join(unfinished, name);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined || now - info.mtimeMs < idleMs) continue;
    await rm(path, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}
