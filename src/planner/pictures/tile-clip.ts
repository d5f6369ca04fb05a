import type { PictureTiming } from '../../timeline/picture-timing.ts';
import { BLACK, type FrameTable, type Hold } from '../../timeline/frame-table.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import {
  add,
  isLess,
  multiply,
  rational,
  round,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { allowanceOf, type ViewPlace } from '../../timeline/time-model.ts';
import { BOUNDARY, type PictureIndex } from '../facts/facts.ts';
import { firstDecodable, notBefore } from '../facts/cut-start.ts';
import { evenPieces } from './even-pieces.ts';
import { findCopyRange, type CopyPoints } from './find-copies.ts';
import { isCopyLongEnough } from './is-worth-splicing.ts';
import type { KnownSource } from '../plan/plan-input.ts';
import type { EncodeSpan, Pictures, SeekPoint, SourcePictures, Span } from '../plan/plan.ts';

/** A clip with what it shows. */
export interface ShownClip {
  readonly clip: number;
  readonly source: number;
  /** See `ClipView`. */
  readonly speed: Rational | undefined;
  readonly place: ViewPlace;
  readonly rate: Rational;
  readonly frames: FrameTable;
  /** The source's times by the programme's clock: see `retime`. */
  readonly timing: PictureTiming;
  readonly index: PictureIndex;
  readonly entries: DecoderEntries;
}

/** One clip with everything that decides its spans. */
export interface ClipToTile extends ShownClip {
  /** Undefined where nothing of this source may be copied. */
  readonly copyPoints: CopyPoints | undefined;
  readonly pixels: number;
  /** Longer encoded spans are cut into pieces of this many frames. */
  readonly maxEncodeFrames: number;
}

/** A maximal stretch of the frame table of one nature: `[start, end)` in frames of the clip. */
interface Stretch {
  /** `held` shows one picture again and again, in the middle of its time on screen. */
  readonly kind: 'black' | 'run' | 'held' | 'sampled';
  readonly start: number;
  readonly end: number;
}

/** Spans that tile the clip's frames exactly, in order. */
export function tileClip(clip: ClipToTile): Span[] {
  return joinSampled(stretchesOf(clip.frames)).flatMap((stretch) => tileStretch(clip, stretch));
}

function tileStretch(clip: ClipToTile, stretch: Stretch): Span[] {
  if (stretch.kind !== 'run' || !clip.copyPoints) return encodeStretch(clip, stretch);
  const first = clip.frames.at(stretch.start);
  const length = stretch.end - stretch.start;
  const copy = findCopyRange(clip.copyPoints, first, first + length);
  if (!copy || !isCopyLongEnough(copy.endOrdinal - copy.firstOrdinal, clip.pixels)) {
    return encodeStretch(clip, stretch);
  }
  const from = stretch.start + copy.firstOrdinal - first;
  const to = stretch.start + copy.endOrdinal - first;
  return [
    ...encodeStretch(clip, { ...stretch, end: from }),
    {
      kind: 'copy',
      source: clip.source,
      clip: clip.clip,
      firstFrame: clip.place.firstFrame + from,
      frameCount: to - from,
      firstOrdinal: copy.firstOrdinal,
      fromPacket: copy.fromPacket,
      toPacket: copy.toPacket,
      skippedPackets: copy.skippedPackets,
    },
    ...encodeStretch(clip, { ...stretch, start: to }),
  ];
}

function encodeStretch(clip: ClipToTile, stretch: Stretch): EncodeSpan[] {
  return evenPieces(stretch.start, stretch.end, clip.maxEncodeFrames).map(({ start, end }) => ({
    kind: 'encode',
    clip: clip.clip,
    firstFrame: clip.place.firstFrame + start,
    frameCount: end - start,
    pictures: picturesOf(clip, { ...stretch, start, end }),
  }));
}

function picturesOf(clip: ShownClip, stretch: Stretch): Pictures {
  return stretch.kind === 'black' ? { kind: 'black' } : picturesFrom(clip, stretch);
}

/** The pictures of a stretch in which something is shown all the time. */
export function picturesFrom(clip: ShownClip, stretch: Stretch): SourcePictures {
  const { pts, timebase } = clip.timing;
  const firstOrdinal = clip.frames.at(stretch.start);
  const lastOrdinal = clip.frames.at(stretch.end - 1);
  const onScreenFrom = multiply(rational(BigInt(pts[firstOrdinal] ?? 0)), timebase);
  const seek = seekPointFor(clip, firstOrdinal);
  const decodable = seek.isFileStart ? firstDecodable(clip.index) : undefined;
  const from = isRegular(clip, stretch)
    ? add(onScreenFrom, allowanceOf(clip.rate))
    : instantOf(clip, stretch.start);
  return {
    kind: 'source',
    source: clip.source,
    firstOrdinal,
    lastOrdinal,
    isRun: stretch.kind === 'run',
    // A microsecond more, so that rounding never turns a tie of the frame table the other way.
    fromNanoseconds: round(multiply(from, rational(1_000_000_000))) + 1000n,
    isFirstHeld: isLess(from, onScreenFrom),
    ...(decodable && { notBeforeNanoseconds: notBefore(decodable) }),
    ...(clip.speed && { speed: clip.speed }),
    isLastHeld: lastOrdinal === pts.length - 1,
    seek,
  };
}

/** Whether the stretch shows picture after picture, each within half the allowance of the output's grid. */
function isRegular(clip: ShownClip, stretch: Stretch): boolean {
  if (stretch.kind !== 'run') return false;
  const { pts, timebase } = clip.timing;
  const first = clip.frames.at(stretch.start);
  const tick = toNumber(timebase);
  const frame = 1 / toNumber(clip.rate);
  const bound = toNumber(allowanceOf(clip.rate)) / 2;
  for (let i = 1; i < stretch.end - stretch.start; i++) {
    const elapsed = ((pts[first + i] ?? 0) - (pts[first] ?? 0)) * tick;
    if (Math.abs(elapsed - i * frame) > bound) return false;
  }
  return true;
}

/** The instant of the container's clock that a frame of the clip shows, with the allowance added. */
function instantOf(clip: ShownClip, frame: number): Rational {
  const onOutput = rational(BigInt(clip.place.firstFrame + frame) * clip.rate.den, clip.rate.num);
  const onSource = add(onOutput, clip.place.shift);
  return add(add(onSource, clip.timing.origin), allowanceOf(clip.rate));
}

/**
 * Where to start decoding for a picture: the last keyframe that is shown at or before it. Every picture shown
 * after a keyframe can be decoded from it, also where the GOP is open.
 */
function seekPointFor(clip: ShownClip, ordinal: number): SeekPoint {
  const { pts, timebase } = clip.index.timing;
  const { keyframes, reach, lag } = clip.entries;
  const at = lowerBound(keyframes.length, (i) => (keyframes[i] ?? 0) > ordinal - reach) - 1;
  const keyframe = keyframes[at];
  if (keyframe === undefined || keyframe === 0) return { seconds: zero, isFileStart: true };
  const shown = multiply(rational(BigInt(pts[keyframe] ?? 0)), timebase);
  return { seconds: subtract(shown, lag), isFileStart: false };
}

/** Where a decoder may begin, and what for. */
export interface DecoderEntries {
  /** Presentation ordinals of keyframes that are shown, ascending. */
  readonly keyframes: Int32Array;
  /** How many pictures behind a keyframe it may be begun at for. */
  readonly reach: number;
  /** How much earlier than it is shown a keyframe is looked for. */
  readonly lag: Rational;
}

/** No encoder puts more B-frames in a row: as many may be shown before the keyframe that they are stored behind. */
const mostLeading = 16;

/**
 * Where a decoder may begin in a source. A layer of transparency has its keyframes wherever its encoder put them: there only
 * the first one is known to be of both. Where ordinals are those of decoding, pictures close behind a keyframe may be
 * shown before it, and need the one before. Where FFmpeg loses count after a seek, it decodes from the start.
 */
export function entriesOf({ index, facts }: Pick<KnownSource, 'index' | 'facts'>): DecoderEntries {
  const { hasAlphaLayer, hasEmptyChunks = false, decodeLag } = facts.video;
  const all = shownKeyframes(index);
  return {
    keyframes: hasAlphaLayer || hasEmptyChunks ? all.subarray(0, 1) : all,
    reach: decodeLag ? mostLeading + 1 : 0,
    lag: decodeLag ?? zero,
  };
}

function shownKeyframes(index: PictureIndex): Int32Array {
  return index.rank.filter((rank, packet) => rank >= 0 && index.boundary[packet] !== BOUNDARY.none).sort();
}

/** Each picture is shown once in a run; of one that stays, the first and the last frame belong to its neighbours. */
function* stretchesOf(frames: FrameTable): Generator<Stretch> {
  let last: Stretch | undefined;
  let previous: Hold | undefined;
  for (const hold of frames.holds()) {
    const { start, end, ordinal } = hold;
    const isNext = previous !== undefined && previous.ordinal !== BLACK && ordinal === previous.ordinal + 1;
    if (isNext && last) {
      last = { ...last, end: start + 1 };
    } else {
      if (last) yield last;
      last = ordinal === BLACK ? { kind: 'black', start, end } : { kind: 'run', start, end: start + 1 };
    }
    if (ordinal !== BLACK && end - start > 1) {
      yield last;
      if (end - start > 2) yield { kind: 'held', start: start + 1, end: end - 1 };
      last = { kind: 'run', start: end - 1, end };
    }
    previous = hold;
  }
  if (last) yield last;
}

/** Shortest run that is worth a child of its own between repeated or skipped pictures, in frames. */
const shortestRun = 24;

/** Runs too short to stand alone become one sampled stretch with their neighbours. */
function joinSampled(stretches: Iterable<Stretch>): Stretch[] {
  let pictures = 0;
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const previous = joined.at(-1);
    const isShort =
      stretch.kind === 'held' || (stretch.kind === 'run' && stretch.end - stretch.start < shortestRun);
    if (isShort && previous?.kind === 'sampled') {
      joined[joined.length - 1] = { ...previous, end: stretch.end };
    } else {
      joined.push(isShort ? { ...stretch, kind: 'sampled' } : stretch);
    }
    if (stretch.kind !== 'black') pictures++;
  }
  // With one run there is no neighbour.
  return pictures > 1
    ? joined
    : joined.map((part) => (part.kind === 'sampled' ? { ...part, kind: 'run' } : part));
}
