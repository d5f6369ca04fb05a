import { open } from 'node:fs/promises';
import type { ObjectInfo, ObjectReader } from './object-store.ts';
import { StorageError } from './storage-error.ts';

/** What is held in memory at once. */
const pieceBytes = 8 * 2 ** 20;

/** What is known of an object; undefined where there is none. Rejects as `look` does otherwise. */
export async function lookFor(
  reader: Pick<ObjectReader, 'look'>,
  key: string,
  signal?: AbortSignal,
): Promise<ObjectInfo | undefined> {
  return reader.look(key, signal).catch((error: unknown) => {
    if (error instanceof StorageError && error.code === 'ESTGONE') return undefined;
    throw error;
  });
}

/** Writes one state of an object to a path, piece by piece; replaces what lies there. Not synced. */
export async function fetchToFile(
  reader: Pick<ObjectReader, 'read'>,
  { key, bytes, version }: Pick<ObjectInfo, 'key' | 'bytes' | 'version'>,
  { path, signal }: { readonly path: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  await using file = await open(path, 'w', 0o644);
  for (let start = 0; start < bytes; start += pieceBytes) {
    const end = Math.min(bytes, start + pieceBytes);
    await file.writeFile(await reader.read(key, { start, end, version }, signal));
  }
}
