import type { ProxyPictures, ThumbnailSheet } from '../ffmpeg/pictures/proxy-args.ts';
import { displaySize } from '../planner/pictures/choose-format.ts';
import type { PictureIndex, SourceFacts, VideoFacts } from '../planner/facts/facts.ts';
import { isConstantRate } from '../planner/facts/is-constant-rate.ts';
import { firstDecodable, notBefore } from '../planner/facts/cut-start.ts';
import type { PictureFormat } from '../planner/plan/plan.ts';
import { treatPicture } from '../planner/pictures/treat-picture.ts';
import {
  add,
  ceil,
  divide,
  isLess,
  multiply,
  rational,
  round,
  subtract,
  toNumber,
  type Rational,
} from '../timeline/rational.ts';
import { allowanceOf } from '../timeline/time-model.ts';

/** What the small copy of a source looks like. */
export interface ProxyPlan {
  readonly pictures: ProxyPictures;
  readonly sheet: ThumbnailSheet;
  /** Pictures on the sheet; the rest of its last row is black. */
  readonly thumbnails: number;
  /** Picture *i* of the sheet shows the source at `i × interval`, in seconds. */
  readonly interval: Rational;
}

const maxHeight = 360;
const maxRate = 30;
/** Seeking decodes up to this many frames of 360 lines: a few milliseconds. */
const gopFrames = 8;
const sheetLimits = { pictures: 240, columns: 16, width: 160, shortestInterval: rational(1, 2) };
/** A picture that starts later than this leaves black before it, as in exports. */
const lateStart = rational(1, 2);
const bt709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' } as const;

/** Decides size, rate and frames: frame *k* of the proxy shows what is on screen at source time `k / rate`. */
export function planProxy({ video, end }: SourceFacts, index: PictureIndex): ProxyPlan {
  const { origin } = index.timing;
  const format = proxyFormat(video, index);
  const allowance = allowanceOf(format.rate);
  const from = add(origin, allowance);
  const first = multiply(rational(BigInt(index.timing.pts[0] ?? 0)), index.timing.timebase);
  const isLate = isLess(lateStart, subtract(first, origin));
  const frames = Math.max(1, Number(ceil(multiply(subtract(end, allowance), format.rate))));
  const decodable = firstDecodable(index);
  const pictures: ProxyPictures = {
    streamIndex: video.streamIndex,
    edits: video.edits,
    format,
    treatment: treatPicture(video, format),
    // A microsecond more, so that rounding never turns a tie of the time model the other way.
    fromNanoseconds: round(multiply(from, rational(1_000_000_000))) + 1000n,
    ...(decodable && { notBeforeNanoseconds: notBefore(decodable) }),
    blackFrames: isLate ? Math.max(0, Number(ceil(multiply(subtract(first, from), format.rate)))) : 0,
    frames,
  };
  return { pictures, ...planSheet(format, frames) };
}

function proxyFormat(video: VideoFacts, { timing }: PictureIndex): PictureFormat {
  const shown = displaySize(video);
  const height = nearestEvenSide(Math.min(maxHeight, shown.height));
  return {
    codec: 'h264',
    width: nearestEvenSide((shown.width * height) / shown.height),
    height,
    pixelAspect: rational(1),
    // The average of a variable rate says little about how close two pictures come.
    rate: isConstantRate(timing, video.rate) ? proxyRate(video.rate) : rational(maxRate),
    pixelFormat: 'yuv420p',
    colour: bt709,
    gopFrames,
    isMatched: false,
    profile: undefined,
    level: undefined,
  };
}

/** The source's own rate, or the largest whole part of it that is not above 30: 59.94 becomes 29.97. */
function proxyRate(rate: Rational): Rational {
  const parts = Math.max(1, Math.ceil(toNumber(rate) / maxRate - 1e-6));
  return divide(rate, rational(parts));
}

/** Whole frames between two pictures, so that each shows its instant exactly. */
function planSheet(format: PictureFormat, frames: number): Omit<ProxyPlan, 'pictures'> {
  const shortest = Number(ceil(multiply(sheetLimits.shortestInterval, format.rate)));
  const everyFrames = Math.max(1, shortest, Math.ceil(frames / sheetLimits.pictures));
  const thumbnails = Math.ceil(frames / everyFrames);
  const columns = Math.min(thumbnails, sheetLimits.columns);
  const { width } = sheetLimits;
  const height = nearestEvenSide((width * format.height) / format.width);
  const sheet = { width, height, columns, rows: Math.ceil(thumbnails / columns), everyFrames };
  return { sheet, thumbnails, interval: divide(rational(everyFrames), format.rate) };
}

function nearestEvenSide(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}
