import { read, readSync, type BigIntStats } from 'node:fs';
import { constants, open, stat, type FileHandle } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import { diskPatience, type DiskCall } from './disk-patience.ts';

/** A regular file that is open to be read; each of its calls can be given up when the disk hangs. */
export interface ReadableFile extends AsyncDisposable {
  readonly path: string;
  readonly size: number;
  readonly stats: BigIntStats;
  /** Fills the buffer from a position, as far as one call goes; errors carry the `path`. */
  readonly read: (
    buffer: Buffer,
    from: { readonly position: number },
  ) => Promise<{ readonly bytesRead: number }>;
  /** For very many small reads, one after another: they are watched together. */
  readonly readMany: <T>(work: (read: QuickRead) => Promise<T>) => Promise<T>;
  /** What the system says of the open file now. */
  readonly stat: () => Promise<BigIntStats>;
  /** Never waits for a call that was given up. */
  readonly close: () => Promise<void>;
}

/** Fills a buffer from a position, as far as the file reaches; answers with how many bytes. */
export type QuickRead = (buffer: Buffer, position: number) => Promise<number>;

/** Something that is no file lies at the path: a pipe, a device, a folder. */
export class NotAFileError extends Error {
  readonly code = 'ENOTFILE';
  readonly path: string;

  constructor(path: string) {
    super(`not a regular file: ${path}`);
    this.name = 'NotAFileError';
    this.path = path;
  }
}

/**
 * Opens a file that anybody may have put there. Without `O_NONBLOCK` a pipe would wait for its writer forever, and
 * what lies there is asked of the descriptor, not of the path. Rejects with the system's error, a
 * `NotAFileError`, a `DiskHangsError`, or the signal's reason.
 */
export async function openReadable(path: string, call: Omit<DiskCall, 'path'> = {}): Promise<ReadableFile> {
  const about: DiskCall = { ...call, path };
  const { handle, stats } = await openOrGiveUp(about);
  let underWay = 0;
  const watched = async <T>(act: () => Promise<T>): Promise<T> => {
    underWay += 1;
    const counted = () => act().finally(() => (underWay -= 1));
    return diskPatience.run(about, counted).catch((error: unknown) => {
      throw withPath(error, path);
    });
  };
  const close = async (): Promise<void> => {
    const closed = handle.close();
    // The system closes it once the call that hangs has come back.
    if (underWay > 0) closed.catch(() => undefined);
    else await closed;
  };
  return {
    path,
    stats,
    size: Number(stats.size),
    read: (buffer, from) => watched(() => handle.read(buffer, from)),
    readMany: (work) => watched(() => work(quickReadOf(handle.fd))),
    stat: () => watched(() => handle.stat({ bigint: true })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What opens after it was given up is closed again. */
async function openOrGiveUp(about: DiskCall): Promise<OpenFile> {
  let isGivenUp = false;
  const opening = async (): Promise<OpenFile> => {
    const opened = await openFile(about.path);
    if (isGivenUp) await opened.handle.close();
    return opened;
  };
  try {
    return await diskPatience.run(about, opening);
  } catch (error) {
    isGivenUp = true;
    throw error;
  }
}

/** `stat` that gives up when the disk hangs. */
export function statPatiently(path: string, call: Omit<DiskCall, 'path'> = {}): Promise<BigIntStats> {
  return diskPatience.run({ ...call, path }, () => stat(path, { bigint: true }));
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new NotAFileError(path);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * A file handle's own `read` costs five times as much, which shows at one read a sample. A thread that answers nobody
 * may wait itself, which costs least; where it hangs it is given up as a whole, and holds no thread of libuv's.
 */
function quickReadOf(fd: number): QuickRead {
  if (!isMainThread) {
    return (buffer, position) => Promise.resolve(readSync(fd, buffer, 0, buffer.length, position));
  }
  return (buffer, position) =>
    new Promise((resolve, reject) => {
      read(fd, buffer, 0, buffer.length, position, (error, bytesRead) =>
        error ? reject(error) : resolve(bytesRead),
      );
    });
}

/** The system's errors of reads do not say of which file. */
function withPath(error: unknown, path: string): unknown {
  return error instanceof Error && 'code' in error && !('path' in error)
    ? Object.assign(error, { path })
    : error;
}
