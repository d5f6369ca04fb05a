import { read, readSync, type BigIntStats } from 'node:fs';
import { constants, open, stat, type FileHandle } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import { diskPatience, type DiskCall } from './disk-patience.ts';
import { remoteFolders, type ByteRange, type RemoteFiles } from './remote-files.ts';

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
  /** For who knows what it will read: fetches it in one go where the file lies elsewhere, else does nothing. */
  readonly expect: (ranges: readonly ByteRange[]) => Promise<void>;
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
  const remote = remoteFolders.of(path);
  return remote ? openRemote(remote, path, call) : openLocal(path, call);
}

async function openLocal(path: string, call: Omit<DiskCall, 'path'>): Promise<ReadableFile> {
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
    expect: async () => undefined,
    read: (buffer, from) => watched(() => handle.read(buffer, from)),
    readMany: (work) => watched(() => work(quickReadOf(handle.fd))),
    stat: () => watched(() => handle.stat({ bigint: true })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A file of which what is read is fetched before. A network is waited for in other ways than a disk. */
async function openRemote(
  remote: RemoteFiles,
  path: string,
  call: Omit<DiskCall, 'path'>,
): Promise<ReadableFile> {
  const { signal } = call;
  const release = remote.hold(path);
  const opened = remote.fetch(path, [], signal).then(() => openLocal(path, call));
  const file = await opened.catch((error: unknown) => {
    release();
    throw error;
  });
  const { size } = file;
  const expect = (ranges: readonly ByteRange[]) => {
    const inside = ranges.map(([start, end]): ByteRange => [Math.min(start, size), Math.min(end, size)]);
    return remote.fetch(path, inside, signal);
  };
  const close = async (): Promise<void> => {
    release();
    await file.close();
  };
  return {
    ...file,
    close,
    [Symbol.asyncDispose]: close,
    expect,
    read: async (buffer, from) => {
      await expect([[from.position, from.position + buffer.length]]);
      return file.read(buffer, from);
    },
    readMany: (work) =>
      file.readMany((read) =>
        work(async (buffer, position) => {
          await expect([[position, position + buffer.length]]);
          return read(buffer, position);
        }),
      ),
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
