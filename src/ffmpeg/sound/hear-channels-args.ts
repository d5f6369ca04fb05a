import { guardArgs, inputArgs } from '../input/input-args.ts';

/** Rate of what is printed: enough to hear whether anything is there. */
const rate = 8000;

export interface ChannelsToHear {
  readonly path: string;
  readonly streamIndex: number;
  readonly channels: number;
  /** Where to listen, on the file's own clock, and for how long; seconds. */
  readonly at: readonly number[];
  readonly seconds: number;
}

/** Prints a track's channels as they are, 16 bit, little-endian and interleaved, at a few places one behind the other. */
export function hearChannelsArgs({ path, streamIndex, channels, at, seconds }: ChannelsToHear): string[] {
  const inputs = at.flatMap((from) => [
    ...[...guardArgs(), '-vn', '-sn', '-dn', '-ss', from.toFixed(3), '-t', seconds.toFixed(3)],
    ...inputArgs(path),
  ]);
  const pads = at.map((_, i) => `[${i}:${streamIndex}]`).join('');
  const graph = `${pads}concat=n=${at.length}:v=0:a=1,aresample=${rate}[a]`;
  return [
    ...['-hide_banner', '-v', 'error', '-nostats', '-threads', '1', ...inputs],
    ...['-filter_complex', graph, '-map', '[a]', '-ac', String(channels)],
    ...['-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'],
  ];
}
