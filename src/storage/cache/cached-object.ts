import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../../disk/remote-files.ts';
import { storeFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { mergeByteRanges, sumOfRanges } from './byte-ranges.ts';

/** One state of an object, and what of it is kept here. */
export interface CachedObject {
  /** Its file: as long as the object, with holes. */
  readonly path: string;
  /** What names it in configs and storages, without anything secret. */
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  /** What is there, in order. */
  have: readonly ByteRange[];
  /** When it was last used, in milliseconds since 1970. */
  usedMs: number;
}

/** The note beside a file that says what is in it. */
export function noteOf(path: string): string {
  return `${path}.json`;
}

/** Opens the file to be filled; makes it where it is not there, and then nothing of it is. */
export async function openToFill(object: CachedObject): Promise<FileHandle> {
  try {
    return await open(object.path, constants.O_RDWR);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  object.have = [];
  const file = await open(object.path, constants.O_RDWR | constants.O_CREAT, 0o600);
  await file.truncate(object.bytes);
  return file;
}

/** Puts bytes into their place. */
export async function fillIn(
  object: CachedObject,
  file: FileHandle,
  { start, bytes }: { readonly start: number; readonly bytes: Uint8Array },
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, start + written);
    written += bytesWritten;
  }
  object.have = mergeByteRanges([...object.have, [start, start + bytes.length]]);
}

/** Notes what is there, once it has reached the disk: after a power cut nothing is taken for there that is not. */
export async function noteObject(object: CachedObject): Promise<void> {
  const { path, name, version, bytes, usedMs } = object;
  const have = object.have;
  await using file = await open(path, 'r+');
  await file.datasync();
  await writeFileAtomically(
    storeFs,
    noteOf(path),
    `${JSON.stringify({ name, version, bytes, usedMs, have })}\n`,
  );
}

export async function forgetObject(object: CachedObject): Promise<void> {
  object.have = [];
  // The note first: a file without one is deleted at the next start.
  await rm(noteOf(object.path), { force: true });
  await rm(object.path, { force: true });
}

export function bytesThere({ have }: CachedObject): number {
  return sumOfRanges(have);
}
