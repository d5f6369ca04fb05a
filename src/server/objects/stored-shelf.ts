import { open } from 'node:fs/promises';
import { createKeyedLock } from '../../disk/keyed-lock.ts';
import { readRange } from '../../disk/read-range.ts';
import { numberedName } from '../../shared/clean-file-name.ts';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { CheckedUpload, UploadShelf } from '../../uploads/upload-shelf.ts';
import { storageProblem } from './storage-problem.ts';

export interface StoredShelfParts {
  readonly store: ObjectStore;
  /** What the keys of the library begin with. */
  readonly prefix: string;
  /** Whether a file of the library's folder has the name: that would be found first. */
  readonly isTakenHere: (name: string) => Promise<boolean>;
  /** Told that there is something new. */
  readonly onPut: () => void;
}

/** The sources of the storage as where finished uploads go. */
export function createStoredShelf({ store, prefix, isTakenHere, onPut }: StoredShelfParts): UploadShelf {
  const locks = createKeyedLock();
  const lookFor = (key: string, signal?: AbortSignal) =>
    store.look(key, signal).catch((error: unknown) => {
      if (error instanceof StorageError && error.code === 'ESTGONE') return undefined;
      throw error;
    });
  const putUnder = async (upload: CheckedUpload, signal: AbortSignal): Promise<string> => {
    for (let number = 1; ; number += 1) {
      signal.throwIfAborted();
      const taken = numberedName(upload.name, number);
      if (await isTakenHere(taken)) continue;
      const key = `${prefix}${taken}`;
      const there = await lookFor(key, signal);
      const isWritten =
        !there && (await store.write({ key, path: upload.path, isOnlyIfAbsent: true }, signal));
      if (isWritten === 'written') return taken;
      const found = there ?? (await lookFor(key, signal));
      if (found && (await hasSameBytes(upload.path, { store, found, signal }))) return taken;
    }
  };
  /** A file of the folder under this name would go on being found first: beside it nothing can be replaced. */
  const replace = async (upload: CheckedUpload, signal: AbortSignal): Promise<string> => {
    if (await isTakenHere(upload.name)) return putUnder(upload, signal);
    const key = `${prefix}${upload.name}`;
    const found = await lookFor(key, signal);
    const isSame = found && (await hasSameBytes(upload.path, { store, found, signal }));
    if (!isSame) await store.write({ key, path: upload.path }, signal);
    return upload.name;
  };
  return {
    // Of several parts not every server asks whether there is an object already.
    put: (upload, signal) =>
      locks
        .run(upload.name, () => (upload.replaces ? replace(upload, signal) : putUnder(upload, signal)))
        .catch((error: unknown) => {
          throw storageProblem(error, 'The upload cannot be put into the storage') ?? error;
        })
        .finally(onPut),
    settle: async () => undefined,
    sizeOf: (filePath) =>
      lookFor(`${prefix}${filePath}`).then(
        (found) => found?.bytes,
        (error: unknown) => {
          throw storageProblem(error, 'It cannot be told whether the upload is in the storage') ?? error;
        },
      ),
    sweep: async () => undefined,
  };
}

const pieceBytes = 8 * 2 ** 20;

/** Up to the first difference. */
async function hasSameBytes(
  path: string,
  { store, found, signal }: { store: ObjectStore; found: ObjectInfo; signal: AbortSignal },
): Promise<boolean> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  if (size !== found.bytes) return false;
  const { key, version } = found;
  for (let start = 0; start < size; start += pieceBytes) {
    const end = Math.min(size, start + pieceBytes);
    const [here, there] = await Promise.all([
      readRange(file, { offset: start, size: end - start, signal }),
      store.read(key, { start, end, version }, signal),
    ]);
    if (Buffer.compare(here, there) !== 0) return false;
  }
  return true;
}
