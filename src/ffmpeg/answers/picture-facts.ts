import type { ColourFacts, TrackFacts, VideoFacts } from '../../planner/facts/facts.ts';
import { snapFrameRate } from '../../timeline/frame-rate.ts';
import { isLess, parseRational, rational, toNumber, zero, type Rational } from '../../timeline/rational.ts';
import { isDecodable } from '../input/decoders.ts';
import type { ProbeStream } from './probe-schema.ts';

/**
 * The picture: never cover art; what can be decoded first, then the default track, then what moves (a track of
 * stills may be larger), then the largest.
 */
export function pickVideo(streams: readonly ProbeStream[]): ProbeStream | undefined {
  const pixels = (stream: ProbeStream) => (stream.width ?? 0) * (stream.height ?? 0);
  const candidates = streams.filter((stream) => stream.codec_type === 'video' && !isCoverArt(stream));
  const fastest = Math.max(0, ...candidates.map((stream) => toNumber(rateOf(stream))));
  const isMoving = (stream: ProbeStream) => (2 * toNumber(rateOf(stream)) >= fastest ? 1 : 0);
  return candidates.sort(
    (a, b) =>
      Number(isDecodable(b.codec_name)) - Number(isDecodable(a.codec_name)) ||
      isDefault(b) - isDefault(a) ||
      isMoving(b) - isMoving(a) ||
      pixels(b) - pixels(a) ||
      a.index - b.index,
  )[0];
}

function isCoverArt(stream: ProbeStream): boolean {
  const { attached_pic: cover, timed_thumbnails: thumbnails } = stream.disposition ?? {};
  return cover === 1 || thumbnails === 1;
}

function isDefault(stream: ProbeStream): number {
  return stream.disposition?.['default'] === 1 ? 1 : 0;
}

export function trackFacts(stream: ProbeStream): TrackFacts {
  const kind = stream.codec_type === 'video' || stream.codec_type === 'audio' ? stream.codec_type : 'other';
  return {
    index: stream.index,
    kind,
    codec: stream.codec_name,
    isCoverArt: isCoverArt(stream),
    isDefault: isDefault(stream) === 1,
    isDecodable: isDecodable(stream.codec_name),
  };
}

export function videoFacts(stream: ProbeStream): VideoFacts {
  const pixelFormat = stream.pix_fmt ?? 'yuv420p';
  const turn = readTurn(stream);
  const bitrate = Number(stream.bit_rate ?? 0);
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    profile: String(stream.profile ?? ''),
    level: stream.level ?? 0,
    pixelFormat,
    bitDepth: Number(/(?:p|gray|gbrp|gbrap)(9|10|12|14|16)(?:le|be)?$/.exec(pixelFormat)?.[1] ?? 8),
    hasAlpha: /^(yuva|gbrap|rgba|argb|abgr|bgra|ya)/.test(pixelFormat) || hasAlphaLayer(stream),
    hasAlphaLayer: hasAlphaLayer(stream),
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    pixelAspect: positive(stream.sample_aspect_ratio) ?? rational(1),
    ...turn,
    isInterlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    colour: colourFacts(stream),
    rate: snapFrameRate(rateOf(stream)),
    timebase: positive(stream.time_base) ?? rational(1, 90_000),
    reorderDepth: stream.has_b_frames ?? 0,
    ...(bitrate > 0 ? { bitrateBps: bitrate } : {}),
  };
}

/**
 * VP8 and VP9 keep transparency in a second stream beside the first, which only a tag tells of: FFmpeg's own decoders
 * pass over it.
 */
function hasAlphaLayer({ codec_name: codec, tags }: ProbeStream): boolean {
  if (codec !== 'vp8' && codec !== 'vp9') return false;
  return tags?.['alpha_mode'] === '1' || tags?.['ALPHA_MODE'] === '1';
}

/** The average rate; the base rate where there is no average. Field rates of interlaced video are halved by FFmpeg itself. */
function rateOf(stream: ProbeStream): Rational {
  return positive(stream.avg_frame_rate) ?? positive(stream.r_frame_rate) ?? rational(25);
}

function colourFacts(stream: ProbeStream): ColourFacts {
  const known = (value: string | undefined) =>
    value === undefined || value === 'unknown' || value === 'reserved' ? undefined : value;
  const primaries = known(stream.color_primaries);
  const transfer = known(stream.color_transfer);
  const matrix = known(stream.color_space);
  return {
    ...(primaries !== undefined ? { primaries } : {}),
    ...(transfer !== undefined ? { transfer } : {}),
    ...(matrix !== undefined ? { matrix } : {}),
    ...(stream.color_range === 'tv' || stream.color_range === 'pc' ? { range: stream.color_range } : {}),
  };
}

/** Rotation and mirroring from the display matrix; ffprobe counts anticlockwise. */
function readTurn(stream: ProbeStream): Pick<VideoFacts, 'rotation' | 'isMirrored'> {
  const matrix = stream.side_data_list?.find((data) => data.side_data_type === 'Display Matrix');
  if (!matrix) return { rotation: 0, isMirrored: false };
  const turn = (((-Math.round((matrix.rotation ?? 0) / 90) * 90) % 360) + 360) % 360;
  const numbers = (matrix.displaymatrix ?? '').replace(/\d+:/g, ' ').match(/-?\d+/g)?.map(Number) ?? [];
  const [a = 1, b = 0, , c = 0, d = 1] = numbers;
  const rotation = turn === 90 || turn === 180 || turn === 270 ? turn : 0;
  return { rotation, isMirrored: a * d - b * c < 0 };
}

/** A fraction above zero, or undefined. */
export function positive(text: string | undefined): Rational | undefined {
  const value = text === undefined ? undefined : parseRational(text);
  return value && isLess(zero, value) ? value : undefined;
}
