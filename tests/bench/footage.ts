import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './measure.ts';

/**
 * One minute of each camera's pictures is encoded and then repeated: only their length has to be real. The sound is
 * recorded in one take: repeated, each minute of it would end within a packet and begin with a run-up of its own.
 */
const minuteSeconds = 60;

const pictures = [
  { source: 'testsrc2', rest: '', preset: 'veryfast' },
  { source: 'mandelbrot', rest: ':end_scale=0.1:maxiter=200', preset: 'faster' },
  { source: 'testsrc', rest: ':decimals=3', preset: 'superfast' },
] as const;

export const cameras = pictures.map((_, i) => `camera${i + 1}.mp4`);

/** Sensor noise at the bit rate of a camera, which is dear to decode and to encode, or clean pictures as they compress. */
export const looks = ['noisy', 'clean'] as const;
export type Look = (typeof looks)[number];

/** Frames a second, and from keyframe to keyframe, of every camera. */
export const frameRate = 30;
export const gopFrames = 60;

/** What is filmed, and how it is cut. */
export interface Shape {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  /** Of noisy pictures, in megabits a second. */
  readonly megabits: number;
  readonly minutes: number;
  readonly cuts: number;
}

export const dense: Shape = {
  ...{ name: 'dense', size: { width: 1280, height: 720 }, megabits: 8, minutes: 20, cuts: 155 },
};

export const shapes: readonly Shape[] = [
  dense,
  { name: 'podcast', size: { width: 1920, height: 1080 }, megabits: 18, minutes: 35, cuts: 78 },
];

/** What is not whole yet has a name of its own: two benchmarks may make the same footage at the same time. */
const unfinished = `.${process.pid}.part`;

/** Three cameras with B-frames, each from an encoder set up differently, with stereo AAC. Made once per folder. */
export async function makeCameras(folder: string, shape: Shape, look: Look): Promise<string> {
  const kind = `${shape.size.height}${look === 'noisy' ? '' : `-${look}`}`;
  const sources = join(folder, `takes-${shape.minutes}-${kind}`);
  await mkdir(sources, { recursive: true });
  for (const [i, { source, rest, preset }] of pictures.entries()) {
    const target = join(sources, cameras[i] ?? '');
    if (await exists(target)) continue;
    const minute = join(folder, `minute${i + 1}-${kind}.mp4`);
    if (!(await exists(minute))) {
      const size = `s=${shape.size.width}x${shape.size.height}`;
      const camera = { source: `${source}=${size}:r=${frameRate}${rest}`, preset, look, shape };
      await measure({ file: 'ffmpeg', args: minuteArgs(camera, `${minute}${unfinished}`) });
      await rename(`${minute}${unfinished}`, minute);
    }
    const loop = ['-v', 'error', '-y', '-stream_loop', String(Math.ceil(shape.minutes) - 1), '-i', minute];
    const seconds = String(shape.minutes * minuteSeconds);
    await measure({
      file: 'ffmpeg',
      args: [
        ...loop,
        ...soundArgs(i + 1),
        '-c:v',
        'copy',
        '-t',
        seconds,
        '-f',
        'mp4',
        `${target}${unfinished}`,
      ],
    });
    await rename(`${target}${unfinished}`, target);
  }
  return sources;
}

interface Camera {
  readonly source: string;
  readonly preset: string;
  readonly look: Look;
  readonly shape: Shape;
}

function minuteArgs({ source, preset, look, shape: { megabits } }: Camera, output: string): string[] {
  const isNoisy = look === 'noisy';
  const noise = isNoisy ? ',noise=alls=3:allf=t' : '';
  const rate = ['-b:v', `${megabits}M`, '-maxrate', `${1.25 * megabits}M`, '-bufsize', `${2 * megabits}M`];
  return [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${source}${noise},format=yuv420p`],
    ...['-t', String(minuteSeconds), '-c:v', 'libx264', '-preset', preset],
    ...(isNoisy ? rate : ['-crf', '20']),
    ...['-g', String(gopFrames), '-keyint_min', String(gopFrames)],
    ...['-sc_threshold', '0', '-f', 'mp4', output],
  ];
}

/** A second input beside the pictures, and what becomes of both. */
function soundArgs(seed: number): string[] {
  const sound = `anoisesrc=r=48000:c=pink:a=0.2:seed=${seed},tremolo=f=3:d=0.9,aformat=channel_layouts=stereo`;
  return ['-f', 'lavfi', '-i', sound, '-map', '0:v', '-map', '1:a', '-c:a', 'aac', '-b:a', '160k'];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
