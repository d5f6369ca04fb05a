import { copyFile, link, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { numberedName } from '../../shared/clean-file-name.ts';
import { syncPath } from '../../disk/sync-path.ts';
import { hasSameContent } from './same-content.ts';

export interface NewSource {
  /** The whole file, absolute. It stays where it is where the file system can link. */
  readonly path: string;
  /** The library's folder. */
  readonly folder: string;
  /** A clean name; where it is taken, ` (2)` is added and so on. */
  readonly name: string;
  /** Tells this file from all others, for what has to be copied between disks first. */
  readonly id: string;
}

/** What a copy between disks is called until it is whole; hidden from the library. */
const stagedPattern = /^\.upload-([0-9a-f]+)\.partial$/;

/**
 * Makes a file appear in the library, whole or not at all, also after a power cut, and never in the place of
 * another. One that is there already under this name, with the same bytes, is not put beside itself: a config that names
 * it goes on naming it. Answers with the name it got. Done twice with the same file it answers with the same name, also where it
 * had to be copied between disks: until `forgetCopy` the copy has a hidden second name that tells it again.
 */
export async function addSource({ path, folder, name, id }: NewSource): Promise<string> {
  const known = await sameUnder(path, folder, name);
  if (known !== undefined) return known;
  await syncPath(path);
  const staged = await onDiskOf(folder, path, id);
  const { ino, dev } = await stat(staged);
  for (let number = 1; ; number += 1) {
    const taken = numberedName(name, number);
    const target = join(folder, taken);
    const there = await stat(target).catch(() => undefined);
    const isOurs = there?.ino === ino && there.dev === dev;
    if (there !== undefined && !isOurs) continue;
    if (!isOurs && !(await place(staged, target))) continue;
    await syncPath(folder);
    return taken;
  }
}

/**
 * The same in the place of what lies there under the name: whoever reads the old one goes on reading it to its end. An
 * export that has begun with it fails with `SOURCE_CHANGED`, as whenever a file is changed under it.
 */
export async function replaceSource({ path, folder, name, id }: NewSource): Promise<string> {
  const target = join(folder, name);
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined && (await hasSameContent(path, target))) return name;
  await syncPath(path);
  const staged = stagedPath(folder, id);
  if (!(await isLinkedTwice(staged))) await linkOrCopy(path, staged);
  await rename(staged, target);
  await syncPath(folder);
  return name;
}

async function linkOrCopy(path: string, staged: string): Promise<void> {
  await rm(staged, { force: true });
  try {
    await link(path, staged);
  } catch {
    await copyWhole(path, staged);
  }
}

/** The name, or numbered name, under which the same bytes lie in the library. */
async function sameUnder(path: string, folder: string, name: string): Promise<string | undefined> {
  for (let number = 1; ; number += 1) {
    const taken = numberedName(name, number);
    const there = await stat(join(folder, taken)).catch(() => undefined);
    if (there === undefined) return undefined;
    if (await hasSameContent(path, join(folder, taken))) return taken;
  }
}

/** To be called once it is written down under which name a file lies in the library. */
export async function forgetCopy(folder: string, id: string): Promise<void> {
  await rm(stagedPath(folder, id), { force: true });
}

/** Deletes unfinished copies that a dead server left. Whole ones stay for uploads that are still to be finished. */
export async function removeCopies(
  folder: string,
  isToBeFinished: (id: string) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const id = stagedPattern.exec(name)?.[1];
    if (id === undefined) continue;
    const isPlaced = await isLinkedTwice(join(folder, name));
    if (!isPlaced || !(await isToBeFinished(id))) await forgetCopy(folder, id);
  }
}

/** A copy gets its second name only when it is whole. */
async function isLinkedTwice(path: string): Promise<boolean> {
  return stat(path).then(
    ({ nlink }) => nlink > 1,
    () => false,
  );
}

function stagedPath(folder: string, id: string): string {
  return join(folder, `.upload-${id}.partial`);
}

/** The library may lie on another disk than the uploads: names cannot be moved from one to the other. */
async function onDiskOf(folder: string, path: string, id: string): Promise<string> {
  const [here, there] = await Promise.all([stat(path), stat(folder)]);
  if (here.dev === there.dev) return path;
  const staged = stagedPath(folder, id);
  if (await isLinkedTwice(staged)) return staged;
  await copyWhole(path, staged);
  return staged;
}

async function copyWhole(path: string, staged: string): Promise<void> {
  try {
    await copyFile(path, staged);
    await syncPath(staged);
  } catch (thrown) {
    await rm(staged, { force: true });
    throw thrown;
  }
}

/** False when the name was taken in the meantime. A link never replaces anything, as a rename would. */
async function place(staged: string, target: string): Promise<boolean> {
  try {
    await link(staged, target);
    return true;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code ?? '')) throw thrown;
  }
  // Without links: take the name first, then put the file in its place.
  const reserved = await reserve(target);
  if (!reserved) return false;
  await reserved.close();
  await rename(staged, target);
  return true;
}

async function reserve(target: string): Promise<FileHandle | undefined> {
  try {
    return await open(target, 'wx');
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return undefined;
    throw thrown;
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
