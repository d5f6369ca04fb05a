import { readFile, writeFile } from 'node:fs/promises';

/** A box of its type and contents. */
export function boxOf(type: string, ...contents: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0));
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...contents]);
}

/** Numbers of 32 bits, one behind the other. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32BE(value | 0, 4 * i));
  return bytes;
}

/** Bytes of fixed fields before the boxes inside: of a list of sample entries, and of one of a picture. */
const fixedFields: Readonly<Record<string, number>> = { stsd: 8, avc1: 78, hvc1: 78 };

/** Changes the contents of every box that a path leads to, whatever that does to its size. */
function rewrite(contents: Buffer, [type, ...rest]: readonly string[], change: Change, skip = 0): Buffer {
  const parts: Buffer[] = [contents.subarray(0, skip)];
  for (let at = skip; at + 8 <= contents.length;) {
    const size = contents.readUInt32BE(at);
    const own = contents.toString('latin1', at + 4, at + 8);
    const inside = contents.subarray(at + 8, at + size);
    if (own !== type) parts.push(contents.subarray(at, at + size));
    else if (rest.length === 0) parts.push(boxOf(own, change(inside)));
    else parts.push(boxOf(own, rewrite(inside, rest, change, fixedFields[own])));
    at += size;
  }
  return Buffer.concat(parts);
}

type Change = (contents: Buffer) => Buffer;

/** Changes a film's `moov`, which lies at its end: `changes` by the paths of boxes in it (`trak/mdia`; none: itself). */
export async function rewriteMoov(path: string, changes: Readonly<Record<string, Change>>): Promise<void> {
  const file = await readFile(path);
  const at = file.lastIndexOf('moov') - 4;
  let moov: Buffer = file.subarray(at + 8);
  for (const [where, change] of Object.entries(changes))
    moov = where === '' ? change(moov) : rewrite(moov, where.split('/'), change);
  await writeFile(path, Buffer.concat([file.subarray(0, at), boxOf('moov', moov)]));
}

/** Bytes in an `mdat` of their own, before the `moov` at a film's end; answers where they begin. */
export async function addMedia(path: string, bytes: Uint8Array): Promise<number> {
  const file = await readFile(path);
  const at = file.lastIndexOf('moov') - 4;
  await writeFile(path, Buffer.concat([file.subarray(0, at), boxOf('mdat', bytes), file.subarray(at)]));
  return at + 8;
}
