import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';
import { storeFs } from '../../disk/store-fs.ts';
import { takeFolderLock } from '../../jobs/file-store/folder-lock.ts';

export interface CacheFolder {
  /** Absolute. */
  readonly path: string;
  readonly release: () => Promise<void>;
}

/**
 * A folder for the cache of this process alone: files with holes are known in memory, so that another process that
 * fills or deletes them would make readers take holes for bytes. It is the first that nobody has, and then mostly the one
 * of an earlier process, with what it left there.
 */
export async function claimCacheFolder(folder: string, onLost: () => void): Promise<CacheFolder> {
  for (let place = 0; ; place++) {
    const path = join(folder, String(place));
    await mkdir(path, { recursive: true });
    try {
      const { release } = await takeFolderLock({ folder: path, fs: storeFs, onLost });
      return { path, release };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}
