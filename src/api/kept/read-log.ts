import { open } from 'node:fs/promises';
import type { Exports } from '../../jobs/ports.ts';
import { pathOfArgument, withoutFolders } from '../../shared/without-folders.ts';
import { isMissingFile } from './missing-file.ts';

/** Most of a log that is read for one answer, in bytes from its end. */
const windowBytes = 512 * 1024;

export type LogEntry = Readonly<Record<string, unknown>>;

export interface LogTail {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** Whether there is more before the first entry. */
  readonly isTruncated: boolean;
}

export interface LogWish {
  readonly jobId: string;
  /** As many at most. */
  readonly tail: number;
  /** Whether an entry is for whoever asks; all are unless told. */
  readonly isTold?: (entry: LogEntry) => boolean;
}

/**
 * The newest entries of the export's `log.ndjson`. Lines that are not JSON objects are left out, and so are the folders of
 * the server: the file itself has them for whoever operates it.
 */
export async function readLog(
  exports: Exports,
  { jobId, tail, isTold = () => true }: LogWish,
): Promise<LogTail> {
  const path = await exports.pathOf(jobId, 'log.ndjson');
  const text = path === undefined ? undefined : await readEnd(path);
  if (text === undefined) return { entries: [], isTruncated: false };
  const entries = text.lines.flatMap(parseEntry).filter(isTold);
  return {
    entries: entries.slice(-tail),
    isTruncated: !text.isWhole || entries.length > tail,
  };
}

async function readEnd(path: string): Promise<{ lines: string[]; isWhole: boolean } | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const start = Math.max(0, size - windowBytes);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first line of a window is cut somewhere, perhaps within a character.
    return { lines: start > 0 ? lines.slice(1) : lines, isWhole: start === 0 };
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

function parseEntry(line: string): LogEntry[] {
  if (line === '') return [];
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [withoutServerFolders(value as LogEntry)] : [];
  } catch {
    return [];
  }
}

function withoutServerFolders(entry: LogEntry): LogEntry {
  const argv = Array.isArray(entry['argv']) ? entry['argv'].filter((part) => typeof part === 'string') : [];
  const known = argv.map(pathOfArgument);
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return withoutFolders(value, known);
    return Array.isArray(value) ? value.map(clean) : value;
  };
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, clean(value)]));
}
