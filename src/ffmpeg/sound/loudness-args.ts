/** What FFmpeg's own meter (EBU R 128) says of a sound. */
export interface MeasuredLoudness {
  /** LUFS, integrated; −Infinity for silence. */
  readonly loudness: number;
  /** dBTP; −Infinity for silence. */
  readonly truePeak: number;
}

/** Decodes the first sound of a file of our own and measures it; for `parseLoudness`. */
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
