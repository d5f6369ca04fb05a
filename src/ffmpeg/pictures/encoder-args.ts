import { codePointOf } from '../../planner/facts/colour-points.ts';
import type { PictureFormat } from '../../planner/plan/plan.ts';
import { formatRational } from '../../timeline/rational.ts';
import { pictureEncoders } from './picture-encoders.ts';

/**
 * Quality by constant rate factor. Delivery values are the encoders' own defaults made a little better;
 * spans between copied stretches get so much that no join can be seen (SSIM ≥ 0.98 against the source).
 * They are a few frames each: bytes are spent there instead of time. On three kinds of noisy 720p material x264's
 * fastest preset at 20 measured SSIM 0.985 to 0.993. CABAC would save 7 % of the bytes for a third more time.
 */
const rateFactors = {
  h264: { delivered: 20, matched: 20 },
  h265: { delivered: 23, matched: 18 },
  vp9: { delivered: 31, matched: 20 },
  av1: { delivered: 32, matched: 24 },
} as const;

const presets = { delivered: 'veryfast', matched: 'ultrafast' } as const;

/** What other words for quality than the usual one add to the rate factor, and how slowly x264 and x265 look for it. */
const qualities = {
  draft: { factor: 8, preset: 'ultrafast' },
  standard: { factor: 0, preset: presets.delivered },
  high: { factor: -4, preset: 'fast' },
} as const;

/** How good pictures get: the number that the encoder takes, and its preset. */
function effortOf({ codec, isMatched, quality = 'standard' }: PictureFormat): {
  factor: number;
  preset: string;
} {
  if (isMatched) return { factor: rateFactors[codec].matched, preset: presets.matched };
  const usual = rateFactors[codec].delivered;
  if (typeof quality === 'object') return { factor: quality.crf, preset: presets.delivered };
  const { factor, preset } = qualities[quality];
  return { factor: usual + factor, preset };
}

/** Encoder, quality, GOP and colour tags for one span. `threads` is the child's share of the cores. */
export function encoderArgs(format: PictureFormat, threads: number): string[] {
  const { factor, preset } = effortOf(format);
  const common = [
    '-pix_fmt',
    format.pixelFormat,
    '-g',
    String(format.gopFrames),
    '-threads',
    String(threads),
    ...colourArgs(format),
  ];
  switch (format.codec) {
    case 'h264':
      return [
        '-c:v',
        pictureEncoders.h264,
        '-preset',
        preset,
        '-crf',
        String(factor),
        ...common,
        ...h264Args(format),
      ];
    case 'h265':
      return [
        '-c:v',
        pictureEncoders.h265,
        '-preset',
        preset,
        '-crf',
        String(factor),
        ...common,
        ...h265Args(format, threads),
      ];
    case 'vp9':
      return ['-c:v', pictureEncoders.vp9, '-crf', String(factor), '-b:v', '0', ...common, ...vp9Args];
    case 'av1':
      return ['-c:v', pictureEncoders.av1, '-preset', '8', '-crf', String(factor), ...common];
    default:
      return format.codec satisfies never;
  }
}

/** By number: options know other names than ffprobe prints (`gamma22` for `bt470m`). */
function colourArgs({ colour }: PictureFormat): string[] {
  return [
    '-color_primaries',
    String(codePointOf('primaries', colour.primaries)),
    '-color_trc',
    String(codePointOf('transfer', colour.transfer)),
    '-colorspace',
    String(codePointOf('matrix', colour.matrix)),
    '-color_range',
    colour.range,
  ];
}

/** FFmpeg's names of profiles, as ffprobe prints them, and x264's. */
const h264Profiles: Readonly<Record<string, string>> = {
  'Constrained Baseline': 'baseline',
  Baseline: 'baseline',
  Main: 'main',
  High: 'high',
  'High 10': 'high10',
  'High 4:2:2': 'high422',
};

function h264Args(format: PictureFormat): string[] {
  const profile = h264Profiles[format.profile ?? (format.pixelFormat === 'yuv420p' ? 'High' : '')];
  const level =
    format.level !== undefined && format.level > 0 ? ['-level', (format.level / 10).toFixed(1)] : [];
  // What the fastest preset leaves out and costs next to nothing.
  const tools = format.isMatched ? ['deblock=0,0', ...(isHigh(profile) ? ['8x8dct=1'] : [])] : [];
  const params = ['open-gop=0', 'stitchable=1', ...tools];
  return [...(profile ? ['-profile:v', profile] : []), ...level, '-x264-params', params.join(':')];
}

function isHigh(profile: string | undefined): boolean {
  return profile?.startsWith('high') ?? false;
}

function h265Args(format: PictureFormat, threads: number): string[] {
  const params = [
    'log-level=error',
    'open-gop=0',
    `keyint=${format.gopFrames}`,
    `pools=${threads}`,
    `frame-threads=${Math.min(threads, 2)}`,
  ];
  return ['-tag:v', 'hvc1', '-x265-params', params.join(':')];
}

const vp9Args = [
  '-deadline',
  'good',
  '-cpu-used',
  '5',
  '-row-mt',
  '1',
  '-auto-alt-ref',
  '1',
  '-lag-in-frames',
  '25',
];

/** `r=30000/1001` and the like, for filters that want a rate. */
export function rateText(format: PictureFormat): string {
  return formatRational(format.rate);
}
