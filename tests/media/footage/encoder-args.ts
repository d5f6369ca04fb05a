import type { AudioSpec, FootageSpec, VideoCodec } from './spec.ts';

function x264Args(spec: FootageSpec): string[] {
  const params = [
    `keyint=${spec.gop ?? 60}`,
    `min-keyint=${spec.gop ?? 60}`,
    'scenecut=0',
    `bframes=${spec.bFrames ?? 2}`,
    `ref=${spec.refs ?? 1}`,
    `open-gop=${spec.openGop ? 1 : 0}`,
    ...(spec.interlaced ? ['tff=1'] : []),
    // The fastest presets code what every decoder of Baseline could read; a profile is asked for to be seen.
    ...(spec.profile?.startsWith('high') ? ['8x8dct=1', 'cabac=1'] : []),
  ];
  return [
    ...['-c:v', 'libx264', '-preset', spec.preset ?? 'ultrafast', '-crf', String(spec.crf ?? 23)],
    ...(spec.profile ? ['-profile:v', spec.profile] : []),
    ...['-x264-params', params.join(':')],
  ];
}

function x265Args(spec: FootageSpec): string[] {
  const params = [
    `keyint=${spec.gop ?? 60}`,
    `min-keyint=${spec.gop ?? 60}`,
    'scenecut=0',
    `bframes=${spec.bFrames ?? 2}`,
    `ref=${Math.max(1, spec.refs ?? 1)}`,
    `open-gop=${spec.openGop ? 1 : 0}`,
    'log-level=error',
  ];
  const tag = spec.container === undefined || spec.container === 'mp4' || spec.container === 'mov';
  return [
    ...['-c:v', 'libx265', '-preset', spec.preset ?? 'ultrafast', '-crf', String(spec.crf ?? 25)],
    ...(spec.profile ? ['-profile:v', spec.profile] : []),
    ...['-x265-params', params.join(':')],
    ...(tag ? ['-tag:v', 'hvc1'] : []),
  ];
}

const quantised = (encoder: string, scale: number) => (spec: FootageSpec) => [
  ...['-c:v', encoder, '-q:v', String(spec.crf ?? scale)],
  ...(spec.profile ? ['-profile:v', spec.profile] : []),
  ...(spec.interlaced ? ['-flags', '+ilme+ildct', '-top', '1'] : []),
];

const interFrame = (encoder: string) => (spec: FootageSpec) => [
  ...quantised(encoder, 4)(spec),
  ...['-g', String(spec.gop ?? 15), '-bf', String(spec.bFrames ?? 0)],
];

const vpx = (encoder: string, extra: readonly string[]) => (spec: FootageSpec) => [
  ...[
    '-c:v',
    encoder,
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-crf',
    String(spec.crf ?? 30),
    '-b:v',
    '2M',
  ],
  ...['-g', String(spec.gop ?? 60), ...extra],
];

const VIDEO: Record<VideoCodec, (spec: FootageSpec) => string[]> = {
  h264: x264Args,
  hevc: x265Args,
  vp8: vpx('libvpx', ['-auto-alt-ref', '0']),
  vp9: vpx('libvpx-vp9', ['-row-mt', '1']),
  av1: (spec) => [
    ...['-c:v', 'libsvtav1', '-preset', '12', '-crf', String(spec.crf ?? 40), '-g', String(spec.gop ?? 60)],
  ],
  mpeg2: interFrame('mpeg2video'),
  mpeg4: interFrame('mpeg4'),
  prores: (spec) => ['-c:v', 'prores_ks', '-profile:v', spec.profile ?? '0', '-vendor', 'apl0'],
  dnxhd: (spec) => ['-c:v', 'dnxhd', '-profile:v', spec.profile ?? 'dnxhr_lb'],
  mjpeg: quantised('mjpeg', 4),
  ffv1: () => ['-c:v', 'ffv1', '-level', '3'],
};

const PIXEL_FORMATS: Partial<Record<VideoCodec, string>> = {
  prores: 'yuv422p10le',
  dnxhd: 'yuv422p',
  mjpeg: 'yuvj420p',
};

const AUDIO: Record<Required<AudioSpec>['codec'], string> = {
  aac: 'aac',
  opus: 'libopus',
  vorbis: 'libvorbis',
  mp3: 'libmp3lame',
  ac3: 'ac3',
  mp2: 'mp2',
  flac: 'flac',
  alac: 'alac',
  pcm: 'pcm_s16le',
};

const PACKET_SAMPLES: Record<Required<AudioSpec>['codec'], number> = {
  ...{ aac: 1024, opus: 960, vorbis: 1024, mp3: 1152, ac3: 1536, mp2: 1152 },
  ...{ flac: 4608, alac: 4096, pcm: 1024 },
};

export function pixelFormatOf(spec: FootageSpec): string {
  return spec.pixelFormat ?? PIXEL_FORMATS[spec.codec ?? 'h264'] ?? 'yuv420p';
}

export function videoArgs(spec: FootageSpec): string[] {
  const { range, primaries, transfer, matrix } = spec.colour ?? {};
  return [
    ...VIDEO[spec.codec ?? 'h264'](spec),
    ...['-pix_fmt', pixelFormatOf(spec)],
    ...(range ? ['-color_range', range] : []),
    ...(primaries ? ['-color_primaries', primaries] : []),
    ...(transfer ? ['-color_trc', transfer] : []),
    ...(matrix ? ['-colorspace', matrix] : []),
  ];
}

export function audioArgs(audio: Required<AudioSpec>): string[] {
  const isLossless = audio.codec === 'flac' || audio.codec === 'alac' || audio.codec === 'pcm';
  const perPacket = PACKET_SAMPLES[audio.codec] / audio.rate;
  // Counted in packets: what `pts` counts in here differs from muxer to muxer.
  const packetAt = (seconds: number): number => Math.round((seconds - audio.startSeconds) / perPacket);
  const lost = audio.holes.map(([from, to]) => `between(n,${packetAt(from)},${packetAt(to) - 1})`);
  return [
    ...['-c:a', AUDIO[audio.codec], '-ar', String(audio.rate)],
    ...(isLossless ? [] : ['-b:a', audio.bitrate]),
    // The default search costs twice the time and gains nothing on noise.
    ...(audio.codec === 'aac' ? ['-aac_coder', 'fast'] : []),
    ...(lost.length > 0 ? ['-bsf:a', `noise=drop='${lost.join('+')}'`] : []),
  ];
}
