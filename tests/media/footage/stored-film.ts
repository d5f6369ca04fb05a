import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, ratio, subtract, toFloat } from '../oracle/rational.ts';
import type { Rational } from '../oracle/rational.ts';
import { hearDelay } from './hear-delay.ts';
import { probeFile } from './probe-packets.ts';
import type { Track } from './probe-packets.ts';
import { delayed, shownTimes, timeZero } from './read-truth.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage, FootageAudio } from './spec.ts';

const CACHE = join(tmpdir(), 'cutroom-footage', 'stored');

/** What FFmpeg makes of a film and `inputs` behind it, kept under a hash of the command; `args` say how it is stored. */
export async function ffmpegOf(
  film: Footage,
  { before = [], args, suffix }: { before?: readonly string[]; args: readonly string[]; suffix: string },
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([1, film.path, before, args]))
    .digest('hex')
    .slice(0, 16);
  const path = join(CACHE, `stored-${key}.${suffix}`);
  if (await isThere(path)) return path;
  await mkdir(CACHE, { recursive: true });
  const draft = join(CACHE, `draft-${randomUUID()}.${suffix}`);
  try {
    await runMediaTool('ffmpeg', [
      ...[
        '-v',
        'error',
        '-nostdin',
        '-y',
        ...before,
        '-i',
        film.path,
        ...args,
        '-fflags',
        '+bitexact',
        draft,
      ],
    ]);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const secondsAt = (track: Track, ticks: number): Rational =>
  ratio(BigInt(ticks) * track.tick.num, track.tick.den);

/** The truth of a file that stores all pictures of a film, and its sound, at times of its own container. */
export async function asStored(film: Footage, path: string): Promise<Footage> {
  const { picture, sound } = await probeFile(path);
  if (picture === null) throw new Error(`no picture in ${path}`);
  const times = shownTimes(picture);
  if (times.length !== film.frames.length)
    throw new Error(`${times.length} frames instead of ${film.frames.length} in ${path}`);
  const heard = sound ? shownTimes(sound).slice(0, 1) : [];
  const zero = timeZero([...times.slice(0, 1), ...heard, ...(await startsOf(path, 'a'))]);
  const frames = times.map((time, at) => ({ pts: subtract(time, zero), code: film.frames[at]?.code ?? 0 }));
  const shift = subtract(frames[0]?.pts ?? ratio(0), film.frames[0]?.pts ?? ratio(0));
  const audio = film.audio && sound ? await moved(path, film.audio, { shift, zero }) : null;
  return { ...film, path, frames, clockZero: zero, pictureEnd: add(film.pictureEnd, shift), audio };
}

/** When the tracks of a kind begin by the container's own account. */
async function startsOf(path: string, kind: 'v' | 'a'): Promise<Rational[]> {
  const asked = ['-v', 'error', '-select_streams', kind, '-show_entries', 'stream=index,start_pts,time_base'];
  const { stdout } = await runMediaTool('ffprobe', [...asked, '-of', 'compact=p=0', path]);
  const lines = stdout.toString('utf8').matchAll(/index=(\d+)\|time_base=(\d+)\/(\d+)\|start_pts=(-?\d+)/g);
  const starts = [...lines].map(([, index, num, den, ticks]): [string, Rational] => [
    index ?? '',
    ratio(BigInt(ticks ?? 0) * BigInt(num ?? 1), BigInt(den ?? 1)),
  ]);
  return [...new Map(starts).values()];
}

async function moved(
  path: string,
  audio: FootageAudio,
  { shift, zero }: { shift: Rational; zero: Rational },
): Promise<FootageAudio> {
  const later = delayed(audio, toFloat(shift));
  return delayed(later, await hearDelay(path, toFloat(zero), later));
}

/**
 * The truth of a file that stores the end of a film, cut anywhere: its packets are the last ones of the film, and what
 * is stored before the first keyframe, or shown before it where GOPs are open, is not shown.
 */
export async function asCut(film: Footage, path: string): Promise<Footage> {
  const [whole, cut] = await Promise.all([probeFile(film.path), probeFile(path)]);
  if (whole.picture === null || cut.picture === null) throw new Error(`no picture in ${path}`);
  const { picture } = cut;
  const order = [...whole.picture.packets.keys()].sort(
    (a, b) => (whole.picture?.packets[a]?.pts ?? 0) - (whole.picture?.packets[b]?.pts ?? 0),
  );
  const codes: number[] = [];
  order.forEach((packet, rank) => (codes[packet] = film.frames[rank]?.code ?? 0));
  const lost = whole.picture.packets.length - picture.packets.length;
  const key = picture.packets.findIndex(({ isKey }) => isKey);
  const keyPts = picture.packets[key]?.pts ?? 0;
  const shown = picture.packets.flatMap(({ pts }, at) =>
    at < key || pts === null || pts < keyPts ? [] : [{ pts, code: codes[lost + at] ?? 0 }],
  );
  const heard = cut.sound ? shownTimes(cut.sound) : [];
  const zero = timeZero([...(await startsOf(path, 'v')).slice(0, 1), ...heard.slice(0, 1)]);
  const frames = shown
    .sort((a, b) => a.pts - b.pts)
    .map(({ pts, code }) => ({ pts: subtract(secondsAt(picture, pts), zero), code }));
  const last = film.frames.at(-1)?.pts ?? ratio(0);
  const shift = subtract(frames.at(-1)?.pts ?? ratio(0), last);
  const audio =
    film.audio && heard[0]
      ? {
          ...delayed(film.audio, toFloat(shift)),
          startSeconds: Math.max(0, toFloat(subtract(heard[0], zero))),
        }
      : null;
  const first = cut.sound && Number(cut.sound.tick.den) <= 1000 ? firstOf(cut.sound) : undefined;
  const late = audio ? await hearDelay(path, toFloat(zero), audio, first) : 0;
  return {
    ...{ ...film, path, frames, clockZero: zero, pictureEnd: add(film.pictureEnd, shift) },
    audio: audio && { ...delayed(audio, late), startSeconds: audio.startSeconds },
  };
}

/**
 * When the first packet of a track begins, from the times of all: each of them is rounded to the container's
 * milliseconds, and FFmpeg lays the sound by the first, or not even by that. A line through them is not.
 */
function firstOf(track: Track): number {
  const times = shownTimes(track).map(toFloat);
  const middle = (times.length - 1) / 2;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const [product, square] = times.reduce(
    ([a, b], time, i) => [a + (i - middle) * (time - mean), b + (i - middle) ** 2],
    [0, 0],
  );
  return mean - (square === 0 ? 0 : (product / square) * middle);
}
