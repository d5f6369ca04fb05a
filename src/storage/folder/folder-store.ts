import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { BigIntStats } from 'node:fs';
import { readRange } from '../../disk/read-range.ts';
import { syncPath } from '../../disk/sync-path.ts';
import type { FileToWrite, ObjectInfo, ObjectStore, VersionedRange, Written } from '../object-store.ts';
import { StorageError, type StorageFault } from '../storage-error.ts';

/** What is being written lies here until it is whole; no key begins so. */
const unfinished = '.unfinished';

/** Objects as the files of a folder, for instance on a network share. */
export function createFolderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const pathOf = (key: string): string => {
    const path = resolve(root, key);
    // One key for one file: with `..` in it a key would lead to the file of another.
    if (path !== join(root, sep) + key || key === '' || key.startsWith(unfinished))
      throw new StorageError('ESTREFUSED', `${JSON.stringify(key)} is no key of ${root}`);
    return path;
  };
  const guarded = <T>(key: string, work: (path: string) => Promise<T>): Promise<T> =>
    Promise.resolve()
      .then(() => work(pathOf(key)))
      .catch((error: unknown) => {
        throw folderError(error, join(root, key));
      });
  return {
    name: `file://${root}`,
    look: (key) => guarded(key, async (path) => infoOf(key, await statFile(path))),
    read: (key, range, signal) => guarded(key, (path) => readVersion(path, range, signal)),
    write: (file) => guarded(file.key, (path) => write(root, path, file)),
    copy: (from, key) =>
      guarded(key, async (path) => {
        await requireVersion(pathOf(from.key), from.version);
        await write(root, path, { key, path: pathOf(from.key) });
      }),
    list: (prefix) => listAll(root, prefix),
    remove: (key) => guarded(key, (path) => rm(path, { force: true })),
    endUnfinished: (olderThanMs, prefix = '') =>
      sweep(join(root, unfinished), { olderThanMs, start: stagedStart(prefix) }),
  };
}

async function statFile(path: string): Promise<BigIntStats> {
  const info = await stat(path, { bigint: true });
  if (!info.isFile()) throw new StorageError('ESTGONE', path);
  return info;
}

function infoOf(key: string, info: BigIntStats): ObjectInfo {
  const version = [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(':');
  return { key, bytes: Number(info.size), version, modifiedMs: Number(info.mtimeNs / 1_000_000n) };
}

async function readVersion(path: string, range: VersionedRange, signal?: AbortSignal): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const requireSame = async () => {
    const { version } = infoOf('', await file.stat({ bigint: true }));
    if (version !== range.version) throw new StorageError('ESTCHANGED', path);
  };
  await requireSame();
  const size = range.end - range.start;
  const bytes = await readRange(file, { offset: range.start, size, signal });
  await requireSame();
  if (bytes.length !== size) throw new StorageError('ESTSHORT', path);
  return bytes;
}

async function requireVersion(path: string, version: string): Promise<void> {
  if (infoOf('', await statFile(path)).version !== version) throw new StorageError('ESTCHANGED', path);
}

async function write(root: string, path: string, file: FileToWrite): Promise<Written> {
  const staged = join(root, unfinished, `${stagedStart(file.key)}~${randomUUID()}`);
  await mkdir(dirname(staged), { recursive: true });
  try {
    await copyFile(file.path, staged);
    await syncPath(staged);
    await mkdir(dirname(path), { recursive: true });
    if (!file.isOnlyIfAbsent) await rename(staged, path);
    else if (!(await linkNew(staged, path))) return 'there';
    await syncPath(dirname(path));
    return 'written';
  } finally {
    await rm(staged, { force: true });
  }
}

/** What the name of a file begins with that is to have this key: names have their limits, keys do not. */
function stagedStart(key: string): string {
  return encodeURIComponent(key).slice(0, 180);
}

async function linkNew(staged: string, path: string): Promise<boolean> {
  return link(staged, path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    },
  );
}

async function* listAll(root: string, prefix: string): AsyncIterable<ObjectInfo> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => key.startsWith(prefix) && !key.startsWith(unfinished))
    .sort();
  for (const key of keys) {
    const info = await stat(join(root, key), { bigint: true }).catch(() => undefined);
    if (info?.isFile()) yield infoOf(key, info);
  }
}

async function sweep(
  folder: string,
  { olderThanMs, start }: { readonly olderThanMs: number; readonly start: string },
): Promise<number> {
  let ended = 0;
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((own) => own.startsWith(start))) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (!info || (olderThanMs > 0 && Date.now() - info.mtimeMs < olderThanMs)) continue;
    await rm(path, { force: true });
    ended += 1;
  }
  return ended;
}

const faultOf: Readonly<Record<string, StorageFault>> = {
  ENOENT: 'ESTGONE',
  ENOTDIR: 'ESTGONE',
  EISDIR: 'ESTGONE',
  EACCES: 'ESTDENIED',
  EPERM: 'ESTDENIED',
  ENOSPC: 'ESTFULL',
  EDQUOT: 'ESTFULL',
};

function folderError(error: unknown, about: string): unknown {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  return new StorageError(faultOf[code] ?? 'ESTAWAY', about, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
