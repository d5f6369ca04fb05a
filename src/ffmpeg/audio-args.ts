import type { AudioFacts } from '../planner/facts.ts';
import { multiply, rational, round, type Rational } from '../timeline/rational.ts';
import { commonArgs, decodingArgs, guardArgs, inputArgs } from './input-args.ts';

export interface SoundDecode {
  readonly path: string;
  readonly audio: AudioFacts;
  /** The source's time zero on the container's clock, in seconds. */
  readonly origin: Rational;
  readonly sampleRate: number;
  /** How many samples from time zero are wanted. */
  readonly samples: number;
}

/**
 * Gaps in the timestamps shorter than this are jitter (millisecond containers round by half of one); longer
 * ones are lost packets and become silence. An AAC frame lasts 21 ms.
 */
export const shortestGapSeconds = 0.01;

/**
 * Decodes a source's sound from its time zero on, as 16-bit stereo samples on stdout; progress comes on fd 3.
 * Sample *n* of the stream is the source at `n / sampleRate`: a late start is filled, an early one cut off.
 */
export function decodeSoundArgs({ path, audio, origin, sampleRate, samples }: SoundDecode): string[] {
  const filters = soundFilters({ audio, origin, sampleRate, samples, layout: 'stereo' });
  return [
    ...decodingArgs('pipe:3'),
    ...guardArgs(),
    '-threads',
    '1',
    '-copyts',
    ...inputArgs(path),
    '-map',
    `0:${audio.streamIndex}`,
    '-vn',
    '-sn',
    '-dn',
    '-filter:a',
    filters.join(','),
    ...samplesToStdout,
  ];
}

/** Decodes an ADTS stream that was put together of single packets: 1024 stereo samples each, on stdout. */
export function decodeAdtsArgs(path: string): string[] {
  return [
    ...[...decodingArgs('pipe:3'), ...guardArgs(), '-threads', '1', '-f', 'aac', ...inputArgs(path)],
    ...['-map', '0:a:0', '-filter:a', 'aformat=sample_fmts=s16:channel_layouts=stereo', ...samplesToStdout],
  ];
}

/** Decodes the sound of an MP4 of our own for what the decoder says of it. */
export function tryOwnSoundArgs(movie: string): string[] {
  return [
    ...[...decodingArgs('pipe:1'), '-protocol_whitelist', 'file', '-threads', '1'],
    ...['-f', 'mov', '-i', `file:${movie}`, '-map', '0:a:0', '-f', 'null', '-'],
  ];
}

/** In pieces as large as FFmpeg's buffer: one a frame costs whoever reads them more than the decoding itself. */
export const samplesToStdout = ['-flush_packets', '0', '-f', 's16le', 'pipe:1'] as const;

/** Places decoded sound on the source's time line: what comes out begins at its time zero. */
export function soundFilters(sound: Omit<SoundDecode, 'path'> & { layout: 'mono' | 'stereo' }): string[] {
  const { audio, origin, sampleRate, samples, layout } = sound;
  const start = round(multiply(origin, rational(audio.sampleRate)));
  return [
    `asetpts=PTS-(${start})`,
    ...(audio.channels === 1 && layout === 'stereo' ? ['pan=stereo|c0=c0|c1=c0'] : []),
    `aresample=${sampleRate}:async=1:first_pts=0:min_comp=0.00002:min_hard_comp=${shortestGapSeconds}:ochl=${layout}`,
    `aformat=sample_fmts=s16:channel_layouts=${layout}`,
    `atrim=end_sample=${samples}`,
  ];
}

export interface SoundEncode {
  /** Raw 16-bit interleaved samples, written by us. */
  readonly pcm: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrateBps: number;
  /** Sample frames `[firstSample, firstSample + samples)` of the file. */
  readonly firstSample: number;
  readonly samples: number;
  readonly output: string;
}

/** Encodes a piece of the programme to AAC in ADTS frames of 1,024 samples. */
export function encodeAacArgs(job: SoundEncode): string[] {
  return [
    ...pcmInput(job),
    '-c:a',
    'aac',
    // FFmpeg's documentation recommends `fast` at high bitrates; it measured 101 × realtime beside 49 ×.
    '-aac_coder',
    'fast',
    '-b:a',
    String(job.bitrateBps),
    '-f',
    'adts',
    `file:${job.output}`,
  ];
}

/** Encodes the whole programme to Opus in WebM. */
export function encodeOpusArgs(job: SoundEncode): string[] {
  return [
    ...pcmInput(job),
    '-c:a',
    'libopus',
    '-b:a',
    String(job.bitrateBps),
    '-f',
    'webm',
    `file:${job.output}`,
  ];
}

function pcmInput(job: SoundEncode): string[] {
  const bytesPerFrame = 2 * job.channels;
  return [
    ...commonArgs('pipe:1'),
    '-protocol_whitelist',
    'file',
    '-f',
    's16le',
    '-ar',
    String(job.sampleRate),
    '-ac',
    String(job.channels),
    '-skip_initial_bytes',
    String(job.firstSample * bytesPerFrame),
    '-i',
    `file:${job.pcm}`,
    '-filter:a',
    `atrim=end_sample=${job.samples}`,
    '-map_metadata',
    '-1',
  ];
}
