import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from './store-fs.ts';

/** Nothing the store writes comes near these; a bigger file is not ours. */
export const maxRecordBytes = 8 * 1024 * 1024;
export const maxConfigBytes = 64 * 1024 * 1024;

export type SmallFile = { readonly isOk: true; readonly text: string } | Unread;

type SmallBytes = { readonly isOk: true; readonly bytes: Buffer } | Unread;

interface Unread {
  readonly isOk: false;
  /** A sentence without a subject: `is empty`. */
  readonly why: string;
}

/**
 * Reads a regular file that lies where it seems to lie: no link is followed and a pipe cannot block.
 * Synchronous because ten thousand of them are read before anything is served.
 */
export function readSmallFile(path: string, maxBytes: number): SmallFile {
  const read = readSmallBytes(path, maxBytes);
  return read.isOk ? { isOk: true, text: read.bytes.toString('utf8') } : read;
}

/** The same without decoding it. */
export function readSmallBytes(path: string, maxBytes: number): SmallBytes {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    return { isOk: false, why: whyNotOpened(thrown) };
  }
  try {
    return readOpen(descriptor, maxBytes);
  } catch (thrown) {
    return { isOk: false, why: `cannot be read (${errorCode(thrown) ?? 'unknown error'})` };
  } finally {
    closeSync(descriptor);
  }
}

function readOpen(descriptor: number, maxBytes: number): SmallBytes {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) return { isOk: false, why: 'is not a regular file' };
  if (stats.size === 0) return { isOk: false, why: 'is empty' };
  if (stats.size > maxBytes) return { isOk: false, why: 'is far too large' };
  const bytes = Buffer.allocUnsafe(stats.size);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return { isOk: true, bytes: bytes.subarray(0, filled) };
}

const openFailures: Readonly<Record<string, string>> = {
  ENOENT: 'is missing',
  ELOOP: 'is a symbolic link',
  ENXIO: 'is not a regular file',
};

function whyNotOpened(thrown: unknown): string {
  const code = errorCode(thrown) ?? 'unknown error';
  return openFailures[code] ?? `cannot be opened (${code})`;
}
