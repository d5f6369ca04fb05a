import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillNoise } from '../oracle/noise.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage } from './spec.ts';

export const VOICE = 7;
const hz = 48_000;
const quiet = ['-v', 'error', '-nostdin', '-y'];
let made = 0;

/** Raw noise of `VOICE` between two instants: `channels` of it side by side, those of `silent` without it. */
export async function noiseFile(
  folder: string,
  [from, to]: readonly [number, number],
  {
    channels = 2,
    silent = [],
    rate = hz,
  }: { channels?: number; silent?: readonly number[]; rate?: number } = {},
): Promise<string[]> {
  const wave = new Float32Array(Math.round((to - from) * rate));
  fillNoise(VOICE, from, rate, wave);
  const bytes = Buffer.alloc(2 * wave.length * channels);
  wave.forEach((value, i) => {
    for (let channel = 0; channel < channels; channel++)
      if (!silent.includes(channel))
        bytes.writeInt16LE(Math.round(32_767 * value), 2 * (i * channels + channel));
  });
  const path = join(folder, `${++made}.pcm`);
  await writeFile(path, bytes);
  return ['-f', 's16le', '-ar', String(rate), '-ac', String(channels), '-i', path];
}

/** Encodes sounds one by one and puts the streams one behind the other, as a recorder whose input changes does. */
export async function joinedSound(
  folder: string,
  suffix: string,
  parts: readonly (readonly string[])[],
): Promise<string> {
  const streams: Buffer[] = [];
  for (const args of parts) {
    const path = join(folder, `${++made}.${suffix}`);
    await runMediaTool('ffmpeg', [...quiet, ...args, path]);
    streams.push(await readFile(path));
  }
  const path = join(folder, `${++made}.${suffix}`);
  await writeFile(path, Buffer.concat(streams));
  return path;
}

/** The pictures of a film with other sound; `args` are inputs behind the film, and how they are stored. */
export async function filmWith(
  { folder, film, name }: { folder: string; film: Footage; name: string },
  args: readonly string[],
): Promise<Footage> {
  const path = join(folder, `${++made}-${name}`);
  await runMediaTool('ffmpeg', [...quiet, '-i', film.path, ...args, path]);
  return heardAs({ ...film, path }, {});
}

/** Says what is to be heard of a file. */
export function heardAs(film: Footage, audio: Partial<NonNullable<Footage['audio']>>): Footage {
  const end = Number(film.pictureEnd.num) / Number(film.pictureEnd.den);
  const all = { voice: VOICE, voiceOriginSeconds: 0, startSeconds: 0, endSeconds: end, holes: [] };
  return { ...film, audio: { ...all, rate: hz, channels: 2, ...film.audio, ...audio } };
}

/** Entries of an edit list: seconds that last, and the instant of the media that they begin at (−1: nothing). */
export async function replaceSoundEdits(
  film: Footage,
  entries: readonly (readonly [seconds: number, media: number])[],
): Promise<void> {
  const file = await readFile(film.path);
  const moov = file.indexOf('moov') - 4;
  const trak = file.lastIndexOf('trak') - 4;
  const edts = file.indexOf('edts', trak) - 4;
  const movieTimescale = file.readUInt32BE(file.indexOf('mvhd', moov) + 16);
  const timescale = file.readUInt32BE(file.indexOf('mdhd', trak) + 16);
  if (moov + file.readUInt32BE(moov) !== file.length) throw new Error('only a film that ends in its index');
  const list = Buffer.alloc(24 + 12 * entries.length);
  [list.length, 0x65647473, list.length - 8, 0x656c7374, 0, entries.length].forEach((value, i) =>
    list.writeUInt32BE(value, 4 * i),
  );
  entries.forEach(([seconds, media], i) => {
    list.writeUInt32BE(Math.round(seconds * movieTimescale), 24 + 12 * i);
    list.writeInt32BE(media < 0 ? -1 : Math.round(media * timescale), 28 + 12 * i);
    list.writeUInt32BE(0x10000, 32 + 12 * i);
  });
  const old = file.readUInt32BE(edts);
  const out = Buffer.concat([file.subarray(0, edts), list, file.subarray(edts + old)]);
  for (const box of [moov, trak]) out.writeUInt32BE(file.readUInt32BE(box) + list.length - old, box);
  await writeFile(film.path, out);
}
