import { commonArgs, inputArgs } from '../input/input-args.ts';

/** What a meter (EBU R 128) says of a sound. */
export interface MeasuredLoudness {
  /** LUFS, integrated; −Infinity for silence. */
  readonly loudness: number;
  /** dBTP; −Infinity for silence. */
  readonly truePeak: number;
}

/** Decodes the first sound of a file of our own for a meter of ours: stereo at 48 kHz as 32-bit floats, not cut off at full scale. */
export function decodeToMeasureArgs(path: string): string[] {
  return [
    ...[...commonArgs('pipe:3'), '-protocol_whitelist', 'file', '-threads', '1', ...inputArgs(path)],
    ...['-map', '0:a:0', '-filter:a', 'aformat=sample_fmts=flt:sample_rates=48000:channel_layouts=stereo'],
    ...['-flush_packets', '0', '-f', 'f32le', 'pipe:1'],
  ];
}

/** Decodes the first sound of a file of our own and measures it by FFmpeg's meter; for `parseLoudness`. */
export function measureLoudnessArgs(path: string): string[] {
  return [
    ...['-hide_banner', '-v', 'info', '-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
    ...['-protocol_whitelist', 'file', '-threads', '1', '-i', `file:${path}`, '-map', '0:a:0'],
    ...['-filter:a', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
  ];
}

/** Reads the summary that the meter ends with. FFmpeg calls silence −70 LUFS or `-inf`. */
export function parseLoudness(words: string): MeasuredLoudness | undefined {
  const summary = words.slice(words.lastIndexOf('Integrated loudness:'));
  const loudness = /I:\s+(\S+) LUFS/.exec(summary)?.[1];
  const peak = /Peak:\s+(\S+) dBFS/.exec(summary)?.[1];
  if (loudness === undefined || peak === undefined) return undefined;
  const value = (text: string) => (/inf|nan/.test(text) ? -Infinity : Number(text));
  const integrated = value(loudness);
  return { loudness: integrated <= -70 ? -Infinity : integrated, truePeak: value(peak) };
}
