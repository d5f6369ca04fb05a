import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, ratio, subtract } from '../oracle/rational.ts';
import { makeFootage } from './make-footage.ts';
import { probeFile } from './probe-packets.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage, FootageSpec } from './spec.ts';

const CACHE = join(tmpdir(), 'cutroom-footage', 'joined');

export interface JoinedFilm {
  /** In their order; all in one container and codec, without sound. */
  readonly parts: readonly FootageSpec[];
  /** By so much each part but the first comes late. */
  readonly lateMs?: number;
}

/**
 * One recording whose pictures change in mid-file, as recorders of browsers and phones write them and as people join
 * files: the packets of the parts one behind the other, by FFmpeg's `concat`. Each picture's code is that of its part.
 */
export async function joinFilms({ parts, lateMs = 0 }: JoinedFilm): Promise<Footage> {
  const films = await Promise.all(parts.map((spec) => makeFootage({ ...spec, audio: false })));
  const [first] = films;
  if (!first) throw new RangeError('nothing to join');
  const key = createHash('sha256')
    .update(JSON.stringify([3, parts, lateMs]))
    .digest('hex')
    .slice(0, 16);
  const path = join(CACHE, `joined-${key}.${first.spec.container ?? 'mp4'}`);
  await mkdir(CACHE, { recursive: true });
  const draft = join(CACHE, `draft-${randomUUID()}`);
  await mkdir(draft);
  try {
    const list = films.map((film) => `file '${film.path}'\nduration ${secondsOf(film) + lateMs / 1000}\n`);
    await writeFile(join(draft, 'list.txt'), list.join(''));
    const output = join(draft, path.slice(CACHE.length + 1));
    await runMediaTool('ffmpeg', [
      ...['-v', 'error', '-nostdin', '-y', '-f', 'concat', '-safe', '0', '-i', join(draft, 'list.txt')],
      ...['-map', '0:v', '-c', 'copy', ...(first.spec.codec === 'hevc' ? ['-tag:v', 'hvc1'] : []), output],
    ]);
    await rename(output, path);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return truthOf({ ...first, path }, films);
}

/** Two transport streams put end to end byte by byte, as people do, of which the second begins so much later. */
export async function appendStreams(
  parts: readonly [FootageSpec, FootageSpec],
  laterSeconds: number,
): Promise<Footage> {
  const films = await Promise.all(
    parts.map((spec) => makeFootage({ ...spec, container: 'ts', audio: false })),
  );
  const [first, second] = films;
  if (!first || !second) throw new RangeError('nothing to append');
  const path = join(CACHE, `appended-${randomUUID()}.ts`);
  await mkdir(CACHE, { recursive: true });
  const offset = ['-output_ts_offset', String(laterSeconds), '-f', 'mpegts', '-'];
  const later = await runMediaTool('ffmpeg', ['-v', 'error', '-i', second.path, '-c', 'copy', ...offset]);
  await writeFile(path, Buffer.concat([await readFile(first.path), later.stdout]));
  return truthOf({ ...first, path }, films);
}

function secondsOf({ frames, spec }: Footage): number {
  const { num, den } = spec.rate ?? { num: 30_000, den: 1001 };
  return (frames.length * den) / num;
}

/** Times as the container stores them. */
async function truthOf(first: Footage, films: readonly Footage[]): Promise<Footage> {
  const { picture } = await probeFile(first.path);
  if (!picture) throw new Error(`no picture in ${first.path}`);
  const ticks = picture.packets.map(({ pts }) => pts ?? 0).sort((a, b) => a - b);
  const codes = films.flatMap(({ frames }) => frames.map(({ code }) => code));
  if (ticks.length !== codes.length) throw new Error(`${ticks.length} frames instead of ${codes.length}`);
  const time = (tick: number) => ratio(BigInt(tick) * picture.tick.num, picture.tick.den);
  const zero = time(ticks[0] ?? 0);
  const frames = ticks.map((tick, i) => ({ pts: subtract(time(tick), zero), code: codes[i] ?? 0 }));
  const { num, den } = first.spec.rate ?? { num: 30_000, den: 1001 };
  const last = frames.at(-1)?.pts ?? ratio(0);
  return { ...first, frames, clockZero: zero, pictureEnd: add(last, ratio(den, num)), audio: null };
}
