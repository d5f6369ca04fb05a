import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createKeyedLock } from './keyed-lock.ts';
import { errorCode, syncFolder, type StoreFs } from './store-fs.ts';

/** Of this thread. What is being written has one name for each path, so that what a crash leaves is replaced. */
const writing = createKeyedLock();

/**
 * Replaces a file so that every reader, at any instant and after any crash, finds the old text or the new one,
 * whole. Has reached the disk when it resolves. Of several who write to one path each waits for those before it, and
 * the last text stays; no other thread or process may write there meanwhile.
 */
export async function writeFileAtomically(fs: StoreFs, path: string, text: string): Promise<void> {
  return writing.run(path, () => replaceFile(fs, path, text));
}

async function replaceFile(fs: StoreFs, path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFileDurably(fs, temporary, text);
    await fs.rename(temporary, path);
  } catch (thrown) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw thrown;
  }
  await syncFolder(fs, dirname(path));
}

/**
 * Writes a new file and syncs it; its name in the folder is for the caller to sync. A left-over of that name
 * from a process that died is replaced.
 */
export async function writeFileDurably(fs: StoreFs, path: string, text: string): Promise<void> {
  const file = await writeFile(fs, path, text);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Writes new files into a folder and syncs them and their names, all at once: a disk commits together what
 * is asked of it together. The folder's own name is for the caller to sync.
 */
export async function fillFolderDurably(
  fs: StoreFs,
  folder: string,
  texts: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const files: FileHandle[] = [];
  try {
    // No name is synced before its text has been written: then its size has been checked, too.
    await allSettled(
      Object.entries(texts).map(async ([name, text]) => {
        files.push(await writeFile(fs, join(folder, name), text));
      }),
    );
    await allSettled([...files.map((file) => file.sync()), syncFolder(fs, folder)]);
  } finally {
    await allSettled(files.map((file) => file.close()));
  }
}

/** Rejects when one of them does, but not while another still works. */
async function allSettled(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** Not synced, and open: for the caller to sync and to close. */
async function writeFile(fs: StoreFs, path: string, text: string | Uint8Array): Promise<FileHandle> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const handle = await openNew(fs, path);
  try {
    await handle.writeFile(bytes);
    // A full disk can cut a write short without an error.
    const { size } = await handle.stat();
    if (size !== bytes.length) throw new ShortWriteError(path, size, bytes.length);
    return handle;
  } catch (thrown) {
    await handle.close().catch(() => undefined);
    throw thrown;
  }
}

class ShortWriteError extends Error {
  readonly code = 'ENOSPC';

  constructor(path: string, size: number, expected: number) {
    super(`only ${size} of ${expected} bytes of ${path} were written`);
  }
}

/** `wx`: never through a link somebody put there. */
async function openNew(fs: StoreFs, path: string) {
  try {
    return await fs.open(path, 'wx', 0o644);
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
    await fs.rm(path, { force: true });
    return fs.open(path, 'wx', 0o644);
  }
}
