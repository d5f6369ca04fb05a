import { open, type FileHandle } from 'node:fs/promises';
import { ProblemError } from '../contract/problems.ts';
import { readRange } from '../disk/read-range.ts';
import { remoteFolders, type ByteRange } from '../disk/remote-files.ts';

/** Boxes that an MP4 or MOV has at its top level; a file that begins with another is of another kind. */
const topLevel = new Set([
  'ftyp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'uuid',
  'styp',
  'moof',
  'sidx',
  'pnot',
]);
/** More boxes than this are fragments, each of which is whole or is the last one. */
const mostBoxes = 4096;

/**
 * Throws where an MP4 or MOV says that it is longer than it is: a copy that broke off. Its index may be whole and
 * promise pictures that are not there, which an export would find out hours later.
 */
export async function requireWhole({ path, name }: { path: string; name: string }): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let at = 0, count = 0; at < size && count < mostBoxes; count += 1) {
      const head = await headAt(file, path, [at, Math.min(size, at + 16)]);
      const bytesRead = head.length;
      if (bytesRead < 8 || !topLevel.has(head.toString('latin1', 4, 8))) return;
      const short = head.readUInt32BE(0);
      // 1: the length follows in 64 bits; 0: up to the end.
      const length = short === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : short;
      if (length === 0) return;
      if (length < 8) return;
      if (at + length > size) throw new ProblemError(brokenOff(name, { size, promised: at + length }));
      at += length;
    }
  } finally {
    await file.close();
  }
}

/** Of a file with holes the bytes are where it lies. */
async function headAt(file: FileHandle, path: string, [start, end]: ByteRange): Promise<Buffer> {
  const remote = remoteFolders.of(path);
  if (remote) return Buffer.from(await remote.read(path, [start, end]));
  return Buffer.from(await readRange(file, { offset: start, size: end - start, signal: undefined }));
}

function brokenOff(name: string, { size, promised }: { size: number; promised: number }) {
  return {
    code: 'SOURCE_DAMAGED' as const,
    message: `${name} is not whole: it says that it is ${megabytes(promised)} long, and ${megabytes(size)} are there.`,
    hint: 'Copy it from the camera again, and upload that.',
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
