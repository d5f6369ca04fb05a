import { lowerBound } from '../../shared/lower-bound.ts';
import { medianGap } from '../../shared/median-gap.ts';
import { toNumber } from '../../timeline/rational.ts';
import { BOUNDARY, type PictureIndex } from './facts.ts';

/** A decoded picture as far as damage shows in it. */
export interface DecodedPicture {
  readonly pts: number | undefined;
  /** Something was complained of since the picture that came out before it. */
  readonly hasComplaint: boolean;
}

/** What speaks of damage. */
export interface DamageEvidence {
  /** The stretch decoded again, in the order in which pictures came out. */
  readonly decoded: readonly DecodedPicture[];
  /** Decode times, in ticks, of packets that arrived broken. */
  readonly brokenTicks: readonly number[];
  /** The pictures are listed by reading the file: those that could not be read are not even in the index. */
  readonly mayBeUnlisted: boolean;
  /** Recordings may have been appended to one another, with a pause between them. */
  readonly mayPause?: boolean;
  /** The file breaks off before its end. */
  readonly isCutShort: boolean;
}

/** What is used of a source, and what that is built on. */
export interface UsedRange {
  /** Presentation ordinals: the keyframe that decoding starts at, and the last picture that is shown. */
  readonly keyframe: number;
  readonly last: number;
  /** The tick until which the last picture is shown. */
  readonly untilTick: number;
  /** How many packets a decoder of the source takes in before it hands out the first picture. */
  readonly reorderDepth: number;
}

/**
 * The tick of the first picture of a range that does not come out of the decoder as it went in: it is missing,
 * broken, or there was a complaint of it. Undefined where the range is whole, whatever is said of pictures around it.
 * Pictures between the keyframe and the first one used count: those behind are built on them.
 */
export function findDamage(
  index: PictureIndex,
  range: UsedRange,
  evidence: DamageEvidence,
): number | undefined {
  const from = index.timing.pts[range.keyframe] ?? 0;
  const start = index.timing.pts[0] ?? 0;
  // What comes out of a recording's broken start is not shown, whatever is said of it.
  const decoded = evidence.decoded.filter(({ pts }) => pts === undefined || pts >= start);
  const found = [
    firstMissing(index, range, decoded),
    firstComplaint(index, range, decoded),
    evidence.mayBeUnlisted ? firstGap(index, range, evidence) : undefined,
    evidence.isCutShort ? endOfPictures(index) : undefined,
    ...evidence.brokenTicks,
  ];
  const used = found
    .filter((tick) => tick !== undefined)
    .filter((tick) => tick >= from && tick < range.untilTick);
  return used.length === 0 ? undefined : used.reduce((first, tick) => Math.min(first, tick));
}

/** Where pictures were due and none is listed. */
function firstGap(
  index: PictureIndex,
  { keyframe, last }: UsedRange,
  { mayPause }: DamageEvidence,
): number | undefined {
  const { pts } = index.timing;
  const usual = medianGap(pts) ?? Infinity;
  for (let i = keyframe; i <= last; i++) {
    const tick = pts[i] ?? 0;
    const gap = (pts[i + 1] ?? tick) - tick;
    if (gap > 1.5 * usual && !(mayPause && isPause(index, { gap, ordinal: i + 1 }))) return tick + usual;
  }
  return undefined;
}

/** A recording that pauses, or another one that follows it, goes on with a keyframe; damage hardly ever ends at one. */
const leastPauseSeconds = 1;

function isPause(
  { timing: { timebase }, rank, boundary }: PictureIndex,
  { gap, ordinal }: { gap: number; ordinal: number },
): boolean {
  if (gap * toNumber(timebase) < leastPauseSeconds) return false;
  return (boundary[rank.indexOf(ordinal)] ?? BOUNDARY.none) !== BOUNDARY.none;
}

function endOfPictures({ timing: { pts } }: PictureIndex): number {
  return (pts.at(-1) ?? 0) + (medianGap(pts) ?? 1);
}

/** Counted from the first picture that came out: a seek may land late, and that is another matter. */
function firstMissing(
  { timing: { pts } }: PictureIndex,
  { keyframe, last }: UsedRange,
  decoded: readonly DecodedPicture[],
): number | undefined {
  const there = new Set(decoded.map((picture) => picture.pts));
  const wanted = Array.from(pts.subarray(keyframe, last + 1));
  const first = wanted.findIndex((tick) => there.has(tick));
  return first < 0 ? wanted[0] : wanted.slice(first).find((tick) => !there.has(tick));
}

/**
 * A decoder speaks of the packet it is fed, and hands out the picture that was fed `reorderDepth` packets
 * before: what is said between two pictures concerns the packet that follows in decode order.
 */
function firstComplaint(
  index: PictureIndex,
  range: UsedRange,
  decoded: readonly DecodedPicture[],
): number | undefined {
  const { pts } = index.timing;
  const shown = index.rank.filter((rank) => rank >= 0);
  let due: number | undefined;
  let first: number | undefined;
  for (const picture of decoded) {
    const ordinal = picture.pts === undefined ? due : ordinalAt(pts, picture.pts);
    const suspect = shown[Math.min(shown.length - 1, (due ?? ordinal ?? 0) + range.reorderDepth)];
    if (picture.hasComplaint && suspect !== undefined) {
      const isUsed = suspect >= range.keyframe && suspect <= range.last;
      if (isUsed) first = Math.min(first ?? suspect, suspect);
    }
    if (ordinal !== undefined) due = ordinal + 1;
  }
  return first === undefined ? undefined : pts[first];
}

/** The picture on screen at a tick. */
function ordinalAt(pts: Float64Array, tick: number): number {
  return Math.max(0, lowerBound(pts.length, (i) => (pts[i] ?? 0) > tick) - 1);
}
