import type { AudioFacts } from '../../planner/facts/facts.ts';
import { add, maximum, rational, toNumber, type Rational } from '../../timeline/rational.ts';
import { decodingArgs, guardArgs, inputArgs } from '../input/input-args.ts';
import { mixFilters, voicesOf } from './mix-filters.ts';
import { editPasses } from './edit-passes.ts';

export interface SoundDecode {
  readonly path: string;
  readonly audio: AudioFacts;
  /** The source's time zero on the container's clock, in seconds. */
  readonly origin: Rational;
  readonly sampleRate: number;
  /** How many samples from time zero are wanted. */
  readonly samples: number;
  readonly layout: 'mono' | 'stereo';
  /** Which of the passes over the file (`editPasses`); 0 where there is one. */
  readonly pass: number;
}

/** Added to all timestamps, in seconds: NUT has none below zero. */
export const clockShift = 100_000;

/** Sound is read on for so long behind what is wanted: its timestamps may jitter, and are judged together. */
const margin = rational(8);

/**
 * Decodes a source's sound as 16-bit samples in NUT on stdout, for a `SoundReader` to put in its place; progress comes on
 * fd 3. Each track that is heard is a stream. Nothing of where samples belong is left to FFmpeg's filters: they are
 * set up again where channels or rate change, and forget then what they have put out.
 */
export function decodeSoundArgs(decode: SoundDecode): string[] {
  const { path, audio, sampleRate, layout } = decode;
  const end = toNumber(maximum(rational(0), endOf(decode)));
  const tracks = voicesOf(audio).flatMap((voice, i) => [
    ...['-map', `0:${voice.streamIndex}`],
    `-filter:a:${i}`,
    [
      ...mixFilters(voice, layout),
      `aresample=${sampleRate}`,
      `aformat=sample_fmts=s16:channel_layouts=${layout}`,
      `atrim=end=${end.toFixed(6)}`,
    ].join(','),
  ]);
  return [
    ...[...decodingArgs('pipe:3'), ...guardArgs(), '-threads', '1', '-copyts'],
    ...(audio.edits ? ['-ignore_editlist', '1'] : []),
    ...[...inputArgs(path), ...tracks, '-vn', '-sn', '-dn', '-c:a', 'pcm_s16le'],
    ...['-avoid_negative_ts', 'disabled', '-output_ts_offset', String(clockShift)],
    ...['-flush_packets', '0', '-f', 'nut', 'pipe:1'],
  ];
}

/** Where reading may stop, on the clock that the timestamps count. */
function endOf({ audio, origin, sampleRate, samples, pass }: SoundDecode): Rational {
  const end = add(origin, rational(samples, sampleRate));
  if (!audio.edits) return add(end, margin);
  const needed = (editPasses(audio.edits)[pass] ?? []).map(({ to }) => to);
  return add(needed.reduce(maximum, rational(0)), margin);
}
