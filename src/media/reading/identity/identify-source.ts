import { createHash } from 'node:crypto';
import { openReadable, type ReadableFile } from '../../../disk/open-readable.ts';
import { remoteFolders } from '../../../disk/remote-files.ts';
import { stampOf, waitUntilTelling, type SourceStamp } from './source-stamp.ts';

const sampleBytes = 64 * 1024;

/** Identifies a file without reading it: size, time of modification, and a hash of its head and tail. */
export interface SourceIdentity {
  readonly key: string;
  readonly bytes: number;
  /** The state in which the file was identified; whatever is read of it later counts only while it is this. */
  readonly stamp: SourceStamp;
}

/** Reads at most 128 KiB, whatever the size of the file. Rejects as `openReadable` does. */
export async function identifySource(path: string, signal?: AbortSignal): Promise<SourceIdentity> {
  const remote = await remoteFolders.of(path)?.identify(path, signal);
  if (remote) return { ...remote, stamp: remote.stamp as SourceStamp };
  const file = await openReadable(path, { signal });
  try {
    const hasWaited = await waitUntilTelling(file.stats, signal);
    const info = hasWaited ? await file.stat() : file.stats;
    const size = Number(info.size);
    const hash = createHash('sha256').update(`${size} ${millisecondsOf(info.mtimeNs)}\n`);
    for (const position of [0, Math.max(0, size - sampleBytes)]) hash.update(await sampleAt(file, position));
    return { key: hash.digest('hex').slice(0, 32), bytes: size, stamp: stampOf(info) };
  } finally {
    await file.close();
  }
}

async function sampleAt(file: ReadableFile, position: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(sampleBytes);
  const { bytesRead } = await file.read(buffer, { position });
  return buffer.subarray(0, bytesRead);
}

/** As Node's `mtimeMs`, which the keys of chunks have always been made of. */
function millisecondsOf(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}
