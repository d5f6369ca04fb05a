import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../oracle/seeded-random.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage } from './spec.ts';

export interface Wound {
  /** On the file's own clock. */
  readonly atSeconds: number;
  readonly bytes: number;
  readonly track?: 'v:0' | 'a:0';
  /** Zeros, as holes in a file read, instead of noise. */
  readonly isZeros?: boolean;
}

/** Where in the file the first packet of a track at or behind an instant lies. */
async function placeOf(path: string, track: string, seconds: number): Promise<number> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', track, '-show_entries', 'packet=pts_time,pos'],
    ...['-of', 'csv=p=0', `file:${path}`],
  ]);
  for (const line of stdout.toString('utf8').split('\n')) {
    const [time, place] = line.split(',').map(Number);
    if (time !== undefined && place !== undefined && time >= seconds) return place;
  }
  throw new Error(`${path} has no packet at ${seconds} s`);
}

function noise(bytes: number, isZeros: boolean): Uint8Array {
  const random = seededRandom(bytes);
  return Uint8Array.from({ length: bytes }, () => (isZeros ? 0 : Math.floor(random() * 256)));
}

/** A copy of a film in `folder` with bytes of noise in it, under a name of its own. */
export async function woundFilm(film: Footage, folder: string, wound: Wound): Promise<Footage> {
  const path = join(folder, `wounded-${wound.atSeconds}-${film.path.split('/').at(-1) ?? ''}`);
  await copyFile(film.path, path);
  const place = await placeOf(path, wound.track ?? 'v:0', wound.atSeconds);
  const file = await open(path, 'r+');
  try {
    // A few bytes into the packet: what a bad sector hits begins anywhere.
    const bytes = noise(wound.bytes, wound.isZeros ?? false);
    await file.write(bytes, 0, bytes.length, place + 64);
  } finally {
    await file.close();
  }
  return { ...film, path };
}

/** A copy of a film of which only a share is left. */
export async function cutFilmShort(film: Footage, folder: string, share: number): Promise<Footage> {
  const path = join(folder, `short-${film.path.split('/').at(-1) ?? ''}`);
  await copyFile(film.path, path);
  await truncate(path, Math.floor((await stat(path)).size * share));
  return { ...film, path };
}
