import { commonArgs, decodingArgs, guardArgs, inputArgs } from '../input/input-args.ts';

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

/** Encodes the whole programme to Opus, in an MP4 that we take the packets out of. */
export function encodeOpusArgs(job: SoundEncode): string[] {
  return [
    ...pcmInput(job),
    '-c:a',
    'libopus',
    '-frame_duration',
    '20',
    '-b:a',
    String(job.bitrateBps),
    '-f',
    'mp4',
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
