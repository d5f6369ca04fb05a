import * as nodeFs from 'node:fs/promises';

/** The operations the store writes with; a test hands in its own to make the n-th of them fail. */
export type StoreFs = Pick<
  typeof nodeFs,
  'open' | 'rename' | 'mkdir' | 'rm' | 'readdir' | 'unlink' | 'utimes' | 'stat'
>;

export const storeFs: StoreFs = nodeFs;

/** Makes what was created, renamed or removed in a folder hold over a power loss. */
export async function syncFolder(fs: StoreFs, folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * `syncFolder` for many that change one folder at once: each waits for a sync that began after its call, and
 * those that come while one runs share the next.
 */
export function createFolderSync(fs: StoreFs, folder: string): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const sync = syncFolder(fs, folder);
      running = sync.catch(() => undefined);
      return sync;
    });
    return next;
  };
}

export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}

export function isDiskFull(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
