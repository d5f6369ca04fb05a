import { decoderArgs, probeDecoderArgs } from './decoders.ts';

/**
 * Containers that may be opened. Playlists, manifests, concat scripts, image sequences and everything else
 * that names other files stays out: FFmpeg follows those names, whatever the file itself is called.
 */
const containers = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'mpegts,mpeg,mpegvideo',
  'avi,mxf,flv,asf,ogg,dv',
  'wav,w64,aiff,mp3,aac,flac,ac3,eac3',
].join(',');

/** 8192 × 4320: beyond it a single picture can take gigabytes. */
const maxPixels = 8192 * 4320;

/** What has to stand before the `-i` of every file from outside that ffmpeg opens. */
export function guardArgs(): string[] {
  return [...containerArgs(), ...decoderArgs(), ...pixelArgs()];
}

/** The same for ffprobe. `fed` is the track of which frames are shown: the only one that is decoded. */
export function probeGuardArgs(fed?: number): string[] {
  return [...containerArgs(), ...probeDecoderArgs(fed), ...pixelArgs()];
}

/**
 * For a file that is a single picture, by its first bytes. Only these few formats, and in no container: what a picture
 * takes to decode is bounded by its size, which is looked at before.
 */
export function stillGuardArgs(): string[] {
  const formats = ['-format_whitelist', 'png_pipe,jpeg_pipe,webp_pipe', '-codec_whitelist', 'png,mjpeg,webp'];
  return ['-protocol_whitelist', 'file', ...formats, ...pixelArgs()];
}

function containerArgs(): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', containers];
}

function pixelArgs(): string[] {
  return ['-max_pixels', String(maxPixels)];
}

/**
 * For pictures that go through filters of ours: pictures of another size reach the filters as they are. FFmpeg would
 * build all filters again, and what they held would be lost, with the count of pictures; it would turn pictures by a
 * filter that reads past the end of a smaller one.
 */
export const changingArgs: readonly string[] = ['-noautorotate', '-reinit_filter:v', '0'];

/** The file as an input: `file:` and an absolute path, so that no name can be an option, a protocol or a pattern. */
export function inputArgs(absolutePath: string): string[] {
  return ['-i', `file:${absolutePath}`];
}

/** What every ffmpeg child starts with: quiet, with machine-readable progress. */
export function commonArgs(
  progress: 'pipe:1' | 'pipe:3',
  words: 'error' | 'level+warning' = 'error',
): string[] {
  return ['-hide_banner', '-v', words, '-nostats', '-progress', progress, '-stats_period', '0.25', '-y'];
}

/** The same for children that read footage: some damage is told as a warning only. */
export function decodingArgs(progress: 'pipe:1' | 'pipe:3'): string[] {
  return commonArgs(progress, 'level+warning');
}
