import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { measure } from './measure.ts';

/**
 * One minute of each camera's pictures is encoded and then repeated: only their length has to be real. The sound is
 * recorded in one take: repeated, each minute of it would end within a packet and begin with a run-up of its own.
 */
const minuteSeconds = 60;

const pictures = [
  { source: 'testsrc2=s=1280x720:r=30', preset: 'veryfast' },
  { source: 'mandelbrot=s=1280x720:r=30:end_scale=0.1:maxiter=200', preset: 'faster' },
  { source: 'testsrc=s=1280x720:r=30:decimals=3', preset: 'superfast' },
] as const;

export const cameras = pictures.map((_, i) => `camera${i + 1}.mp4`);

/** Sensor noise at about 8 Mb/s, which is dear to decode and to encode, or clean pictures as they compress. */
export const looks = ['noisy', 'clean'] as const;
export type Look = (typeof looks)[number];

/**
 * Three cameras, 720p30, GOP 60 with B-frames, each from an encoder set up differently, with stereo AAC. Made once
 * per folder.
 */
export async function makeCameras(folder: string, minutes: number, look: Look): Promise<string> {
  const kind = look === 'noisy' ? '' : `-${look}`;
  const sources = join(folder, `takes-${minutes}${kind}`);
  await mkdir(sources, { recursive: true });
  for (const [i, { source, preset }] of pictures.entries()) {
    const target = join(sources, cameras[i] ?? '');
    if (await exists(target)) continue;
    const minute = join(folder, `minute${i + 1}${kind}.mp4`);
    if (!(await exists(minute))) {
      await measure({ file: 'ffmpeg', args: minuteArgs({ source, preset, look }, `${minute}.part`) });
      await rename(`${minute}.part`, minute);
    }
    const loop = ['-v', 'error', '-y', '-stream_loop', String(minutes - 1), '-i', minute];
    const seconds = String(minutes * minuteSeconds);
    await measure({
      file: 'ffmpeg',
      args: [...loop, ...soundArgs(i + 1), '-c:v', 'copy', '-t', seconds, '-f', 'mp4', `${target}.part`],
    });
    await rename(`${target}.part`, target);
  }
  return sources;
}

function minuteArgs(camera: { source: string; preset: string; look: Look }, output: string): string[] {
  const isNoisy = camera.look === 'noisy';
  const noise = isNoisy ? ',noise=alls=3:allf=t' : '';
  return [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${camera.source}${noise},format=yuv420p`],
    ...['-t', String(minuteSeconds), '-c:v', 'libx264', '-preset', camera.preset],
    ...(isNoisy ? ['-b:v', '8M', '-maxrate', '10M', '-bufsize', '16M'] : ['-crf', '20']),
    ...['-g', '60', '-keyint_min', '60', '-sc_threshold', '0', '-f', 'mp4', output],
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
