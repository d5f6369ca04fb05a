import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fetchToFile, lookFor } from '../../../storage/fetch-to-file.ts';
import type { ObjectStore } from '../../../storage/object-store.ts';

/** The small files of exports in the storage, where every machine of a fleet finds them. Rejects with a `StorageError`. */
export interface ExportFiles {
  readonly put: (jobId: string, file: string, path: string) => Promise<void>;
  /** Replaces what lies at a path, whole or not at all; false where there is nothing. */
  readonly fetch: (jobId: string, file: string, path: string) => Promise<boolean>;
  /** How long it is there; undefined where there is nothing. */
  readonly bytesOf: (jobId: string, file: string) => Promise<number | undefined>;
  /** All that is there of an export. */
  readonly remove: (jobId: string) => Promise<void>;
}

const prefix = 'exports/';

export function openExportFiles(store: ObjectStore): ExportFiles {
  const folderOf = (jobId: string) => `${prefix}${encodeURIComponent(jobId)}/`;
  const keyOf = (jobId: string, file: string) => `${folderOf(jobId)}${file}`;
  return {
    put: async (jobId, file, path) => {
      await store.write({ key: keyOf(jobId, file), path });
    },
    fetch: async (jobId, file, path) => {
      const info = await lookFor(store, keyOf(jobId, file));
      if (info) await fetchWhole(store, info, path);
      return info !== undefined;
    },
    bytesOf: async (jobId, file) => (await lookFor(store, keyOf(jobId, file)))?.bytes,
    remove: async (jobId) => {
      for await (const { key } of store.list(folderOf(jobId))) await store.remove(key);
    },
  };
}

/** Replaces what lies at a path by an object, whole or not at all. */
export async function fetchWhole(
  store: Pick<ObjectStore, 'read'>,
  info: Parameters<typeof fetchToFile>[1],
  path: string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.fetched-${randomUUID()}`);
  try {
    await fetchToFile(store, info, { path: temporary });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** How long a file is; undefined where there is none. */
export async function bytesAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
