import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeColumns, codeRows, drawCode, packCode } from '../oracle/frame-code.ts';
import { exactRate, toFloat, type Exact } from '../oracle/exact.ts';
import { readTruth, type FootageTruth } from './read-truth.ts';
import { writeNoise } from './write-noise.ts';

/** What a piece of coded footage is made of. Everything left out is what an ordinary camera writes. */
export interface FootageSpec {
  readonly camera: number;
  readonly frames: number;
  readonly fps: number;
  readonly width?: number;
  readonly height?: number;
  /** FFmpeg encoder options for the picture. */
  readonly video?: readonly string[];
  /** Filters after the code has been drawn at full size: rotation, interlacing, pixel formats. */
  readonly filter?: string;
  /** File name ending, which chooses the container. */
  readonly extension?: string;
  /** FFmpeg muxer options. */
  readonly mux?: readonly string[];
  /** Presentation time of each picture in milliseconds: variable frame rate. */
  readonly timesMs?: readonly number[];
  /** The sound begins this much after the picture, in seconds, or there is none. */
  readonly sound?:
    | { readonly delaySeconds?: number; readonly codec?: readonly string[]; readonly seconds?: number }
    | 'none';
  /** A second pass over the finished file: `-c copy` with these options (edit lists, offsets). */
  readonly remux?: {
    readonly before?: readonly string[];
    readonly after?: readonly string[];
    readonly extension?: string;
  };
}

export interface Footage extends FootageTruth {
  readonly spec: FootageSpec;
  readonly path: string;
  readonly name: string;
  readonly camera: number;
  readonly rate: Exact;
}

const run = promisify(execFile);
const cache = join(tmpdir(), 'cutroom-footage');
/** Grows whenever the generator would make other files of the same spec. */
const generation = 3;

/** Makes coded footage, or finds it made before. The file's name says nothing about what is in it. */
export async function makeFootage(spec: FootageSpec): Promise<Footage> {
  const key = createHash('sha256')
    .update(JSON.stringify([generation, spec]))
    .digest('hex')
    .slice(0, 20);
  const name = `${key}.${spec.remux?.extension ?? spec.extension ?? 'mp4'}`;
  const path = join(cache, name);
  await access(path).catch(() => build(spec, path));
  return { spec, path, name, camera: spec.camera, rate: exactRate(spec.fps), ...(await readTruth(path)) };
}

async function build(spec: FootageSpec, path: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'making-'));
  try {
    const first = join(folder, `first.${spec.extension ?? 'mp4'}`);
    await encode(spec, first, folder);
    await rename(spec.remux ? await remux(spec.remux, first, folder) : first, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function remux(
  options: NonNullable<FootageSpec['remux']>,
  first: string,
  folder: string,
): Promise<string> {
  const second = join(folder, `second.${options.extension ?? 'mp4'}`);
  const { before = [], after = [] } = options;
  await run('ffmpeg', ['-v', 'error', ...before, '-i', first, '-map', '0', '-c', 'copy', ...after, second]);
  return second;
}

async function encode(spec: FootageSpec, path: string, folder: string): Promise<void> {
  const { width = 320, height = 180 } = spec;
  const sound = spec.sound === 'none' ? undefined : await soundInput(spec, folder);
  const filters = [
    `scale=${width}:${height}:flags=neighbor`,
    ...(spec.filter ? [spec.filter] : []),
    ...timing(spec),
  ];
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${codeColumns}x${codeRows}`],
      ...['-r', rateText(spec), '-i', 'pipe:0'],
      ...(sound?.input ?? []),
      ...['-filter:v', filters.join(','), '-fps_mode', 'passthrough'],
      ...(spec.timesMs ? ['-enc_time_base', '1/1000'] : []),
      ...(spec.video ?? [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-crf',
        '20',
        '-g',
        '60',
        '-pix_fmt',
        'yuv420p',
      ]),
      ...(sound?.output ?? []),
      ...(spec.mux ?? []),
      path,
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const closed = once(child, 'close') as Promise<[number | null]>;
  await drawFrames(spec, child.stdin);
  const [code] = await closed;
  if (code !== 0) throw new Error(`The footage ${JSON.stringify(spec)} could not be made`);
}

function rateText({ fps }: FootageSpec): string {
  const { n, d } = exactRate(fps);
  return `${n}/${d}`;
}

/** Presentation times that are not regular are put on the pictures by their number. */
function timing({ timesMs }: FootageSpec): string[] {
  if (!timesMs) return [];
  // The list becomes a nested choice; halving keeps the expression's depth small.
  const choose = (from: number, to: number): string => {
    if (to - from === 1) return String(timesMs[from] ?? 0);
    const middle = (from + to) >> 1;
    return `if(lt(N,${middle}),${choose(from, middle)},${choose(middle, to)})`;
  };
  return ['settb=1/1000', `setpts='${choose(0, timesMs.length)}'`];
}

async function soundInput(spec: FootageSpec, folder: string): Promise<{ input: string[]; output: string[] }> {
  const {
    delaySeconds = 0,
    codec = ['-c:a', 'aac', '-b:a', '160k'],
    seconds,
  } = spec.sound === 'none' ? {} : (spec.sound ?? {});
  const picture = (spec.timesMs?.at(-1) ?? 0) / 1000 || spec.frames / toFloat(exactRate(spec.fps));
  const path = join(folder, 'noise.wav');
  await writeNoise(path, {
    camera: spec.camera,
    from: delaySeconds,
    seconds: seconds ?? picture - delaySeconds,
  });
  return {
    input: ['-itsoffset', String(delaySeconds), '-i', path],
    output: ['-map', '0:v', '-map', '1:a', ...codec],
  };
}

async function drawFrames(spec: FootageSpec, input: NodeJS.WritableStream): Promise<void> {
  const batch: Uint8Array[] = [];
  for (let index = 0; index < spec.frames; index++) {
    batch.push(drawCode(packCode(spec.camera, index)));
    if (batch.length < 500 && index + 1 < spec.frames) continue;
    if (!input.write(Buffer.concat(batch.splice(0)))) await once(input, 'drain');
  }
  input.end();
}
