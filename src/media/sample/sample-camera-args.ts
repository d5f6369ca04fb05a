import { mouthRate, type Patch, type SampleCamera } from './sample-cameras.ts';
import { sampleRate, sampleSeconds, sampleSize } from './sample-config.ts';
import { voiceRate } from './speak-script.ts';

/** One patch as it lies in a file. */
export interface PatchFile {
  readonly path: string;
  readonly patch: Omit<Patch, 'pictures'>;
}

/** What was drawn and spoken for one camera, as it lies in files: raw pictures and samples. */
export interface CameraFiles {
  readonly still: string;
  readonly mouths: readonly PatchFile[];
  readonly blinks: readonly PatchFile[];
  readonly sound: string;
}

/** The arguments that make one camera of what was drawn and spoken. */
export function sampleCameraArgs(camera: SampleCamera, files: CameraFiles, outputPath: string): string[] {
  const patches = [...files.mouths, ...files.blinks];
  const picture = (
    path: string,
    { size, rate }: { size: typeof sampleSize | Patch['size']; rate: number },
  ) => [
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${size.width}x${size.height}`],
    ...['-framerate', String(rate), '-i', `file:${path}`],
  ];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-progress', 'pipe:1'],
    ...picture(files.still, { size: sampleSize, rate: sampleRate }),
    ...files.mouths.flatMap(({ path, patch }) => picture(path, { size: patch.size, rate: mouthRate })),
    ...files.blinks.flatMap(({ path, patch }) => picture(path, { size: patch.size, rate: sampleRate })),
    ...['-f', 's16le', '-ar', String(voiceRate), '-ac', '1', '-i', `file:${files.sound}`],
    ...['-filter_complex', pictureGraph(files), '-map', '[picture]', '-map', `${1 + patches.length}:a`],
    ...['-t', String(sampleSeconds), '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23'],
    ...['-sc_threshold', '0', ...camera.encoder, '-pix_fmt', 'yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-c:a', 'aac', '-b:a', '128k', '-ar', '48000', '-ac', '2'],
    ...['-movflags', '+faststart', '-f', 'mp4', '-y', `file:${outputPath}`],
  ];
}

/** Mouths over the still picture, and now and then closed eyes. */
function pictureGraph({ mouths, blinks }: CameraFiles): string {
  const toVideo = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  const still = `${toVideo},loop=loop=-1:size=1:start=0`;
  const parts = [`[0:v]${still}[over0]`];
  for (const [index, { patch }] of [...mouths, ...blinks].entries()) {
    const blink = index - mouths.length;
    const [input, shown] =
      blink < 0
        ? [`[${index + 1}:v]${toVideo}`, '']
        : [`[${index + 1}:v]${still}`, `:enable='${blinkTimes(blink)}'`];
    parts.push(
      `${input}[patch${index}]`,
      `[over${index}][patch${index}]overlay=x=${patch.x}:y=${patch.y}${shown}[over${index + 1}]`,
    );
  }
  const last = mouths.length + blinks.length;
  parts.push(`[over${last}]format=yuv420p[picture]`);
  return parts.join(';');
}

/** Every few seconds, for four frames; each person for themselves. */
function blinkTimes(person: number): string {
  return `lt(mod(t+${person * 1.7 + 0.6}\\,${3.7 + person * 0.9})\\,0.14)`;
}
