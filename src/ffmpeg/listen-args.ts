import type { AudioFacts } from '../planner/facts.ts';
import type { Rational } from '../timeline/rational.ts';
import { samplesToStdout, soundFilters } from './audio-args.ts';
import { commonArgs, guardArgs, inputArgs } from './input-args.ts';

export interface Listening {
  readonly path: string;
  readonly audio: AudioFacts;
  /** The source's time zero on the container's clock, in seconds. */
  readonly origin: Rational;
  readonly sampleRate: number;
  /** How many samples from time zero are wanted. */
  readonly samples: number;
}

/**
 * Decodes a source's sound, all channels mixed to one, as 16-bit samples on stdout; progress comes on fd 3.
 * Sample *n* of the stream is the source at `n / sampleRate`.
 */
export function listenArgs({ path, ...sound }: Listening): string[] {
  return [
    ...[...commonArgs('pipe:3'), ...guardArgs()],
    ...['-threads', '1', '-copyts', ...inputArgs(path)],
    ...['-map', `0:${sound.audio.streamIndex}`, '-vn', '-sn', '-dn'],
    ...['-filter:a', soundFilters({ ...sound, layout: 'mono' }).join(',')],
    ...samplesToStdout,
  ];
}
