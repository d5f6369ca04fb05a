import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** A second of real footage, index first, as bytes. */
export async function smallFootage(): Promise<Buffer> {
  const path = join(tmpdir(), `cutroom-small-${process.pid}-${Math.random().toString(36).slice(2)}.mp4`);
  const picture = 'testsrc2=size=320x180:rate=30:duration=1';
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=duration=1', '-shortest'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-movflags', '+faststart', '-y', path],
  ]);
  try {
    return await readFile(path);
  } finally {
    await rm(path, { force: true });
  }
}

const blockBytes = 2 ** 20;

/** Footage of any size that is never held: a small film, and behind it a `free` box of made-up bytes. */
export interface BigFootage {
  readonly size: number;
  /** Bytes `[start, end)`. */
  readonly stream: (start: number, end: number) => Readable;
  readonly sha256: () => Promise<string>;
}

export function bigFootage(film: Buffer, megabytes: number): BigFootage {
  const freeBytes = megabytes * blockBytes;
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write('free', 4, 'latin1');
  header.writeBigUInt64BE(BigInt(freeBytes + header.length), 8);
  const head = Buffer.concat([film, header]);
  const size = head.length + freeBytes;
  const noise = noiseBlock();
  const stream = (start: number, end: number) => Readable.from(pieces({ head, noise }, start, end));
  return {
    size,
    stream,
    sha256: async () => {
      const hash = createHash('sha256');
      for await (const piece of stream(0, size)) hash.update(piece as Buffer);
      return hash.digest('hex');
    },
  };
}

function* pieces(
  { head, noise }: { readonly head: Buffer; readonly noise: Buffer },
  start: number,
  end: number,
): Generator<Buffer> {
  if (start < head.length) yield head.subarray(start, Math.min(end, head.length));
  let at = Math.max(start, head.length) - head.length;
  const last = end - head.length;
  while (at < last) {
    const index = Math.floor(at / blockBytes);
    const block = Buffer.from(noise);
    // Each block says which it is: one that is lost, doubled or in the wrong place changes the sum.
    block.writeBigUInt64BE(BigInt(index), 0);
    const from = at - index * blockBytes;
    const to = Math.min(blockBytes, last - index * blockBytes);
    yield block.subarray(from, to);
    at += to - from;
  }
}

function noiseBlock(): Buffer {
  const block = Buffer.alloc(blockBytes);
  let state = 1;
  for (let offset = 0; offset < block.length; offset += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    block.writeUInt32LE(state, offset);
  }
  return block;
}
