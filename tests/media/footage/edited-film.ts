import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ratio } from '../oracle/rational.ts';
import { makeFootage } from './make-footage.ts';
import type { Footage, FootageSpec } from './spec.ts';

const CACHE = join(tmpdir(), 'cutroom-footage', 'edited');

/** Frames `[from, to)` of a film. */
export type Piece = readonly [from: number, to: number];

/**
 * A film whose edit list shows several pieces of it, in the order of the list: what was cut out or moved is stored all
 * the same. MP4 without sound; the rate must divide 90,000.
 */
export async function editFilm(spec: FootageSpec, pieces: readonly Piece[]): Promise<Footage> {
  const film = await makeFootage({ ...spec, audio: false });
  const rate = spec.rate ?? { num: 30_000, den: 1001 };
  const key = createHash('sha256')
    .update(JSON.stringify([1, spec, pieces]))
    .digest('hex')
    .slice(0, 16);
  const path = join(CACHE, `edited-${key}.mp4`);
  const draft = join(CACHE, `draft-${randomUUID()}.mp4`);
  await mkdir(CACHE, { recursive: true });
  await writeFile(draft, withEdits(await readFile(film.path), { pieces, rate }));
  await rename(draft, path);
  const codes = pieces.flatMap(([from, to]) => film.frames.slice(from, to).map(({ code }) => code));
  const frames = codes.map((code, i) => ({ pts: ratio(i * rate.den, rate.num), code }));
  const pictureEnd = ratio(codes.length * rate.den, rate.num);
  return { ...film, path, frames, clockZero: ratio(0), pictureEnd, audio: null };
}

/** The index of a film made here lies at its end, so that it may grow. */
function withEdits(
  file: Buffer,
  { pieces, rate }: { pieces: readonly Piece[]; rate: { num: number; den: number } },
): Buffer {
  const [moov, trak, edts] = ['moov', 'trak', 'edts'].map((type) => file.indexOf(type, 0, 'latin1') - 4);
  const elst = file.indexOf('elst', 0, 'latin1') - 4;
  const mdhd = file.indexOf('mdhd', 0, 'latin1');
  if (moov === undefined || trak === undefined || edts === undefined || elst < 0)
    throw new Error('no edit list');
  const timescale = file.readUInt32BE(mdhd + 16);
  const movieTimescale = file.readUInt32BE(file.indexOf('mvhd', 0, 'latin1') + 16);
  const start = file.readInt32BE(elst + 20);
  const entries = pieces.map(([from, to]) => {
    const entry = Buffer.alloc(12);
    entry.writeUInt32BE(((to - from) * rate.den * movieTimescale) / rate.num, 0);
    entry.writeInt32BE(start + (from * rate.den * timescale) / rate.num, 4);
    entry.writeUInt32BE(0x10000, 8);
    return entry;
  });
  const old = file.readUInt32BE(elst);
  const grown = Buffer.concat([
    file.subarray(0, elst + 12),
    u32(pieces.length),
    ...entries,
    file.subarray(elst + old),
  ]);
  const more = grown.length - file.length;
  for (const at of [moov, trak, edts, elst]) grown.writeUInt32BE(grown.readUInt32BE(at) + more, at);
  return grown;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
