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

export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}

export function isDiskFull(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
