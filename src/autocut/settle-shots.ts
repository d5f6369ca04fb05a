import type { TakePart } from './lay-tracks.ts';
import type { Subject, Wish } from './find-wishes.ts';

/** What a camera can show. */
export interface ShownAngle {
  readonly id: string;
  /** The speakers in its picture, by number. */
  readonly shows: readonly number[];
  /** It shows everybody, or the room. */
  readonly isWide: boolean;
  /** What of the take it has recorded; everything if left out. */
  readonly recorded?: TakePart;
}

/** A stretch of the take, in seconds, and the number of the camera that shows it. */
export interface PlacedShot extends TakePart {
  readonly angle: number;
}

/** Instants are looked at in steps of 20 ms: half a frame of film. */
const perSecond = 50;

/** What a cut costs, in seconds of the wrong picture: less is gained by none of them. */
const cutCost = 0.3;

/** How much what is shown in a pause matters, against a word. */
const pauseWeight = 0.25;

/** Of a camera that has recorded nothing here. */
const nothing = 20;

/**
 * The shots that come nearest to the wishes with none shorter than `shortest` seconds: of all cut lists the one with
 * the least time of wrong pictures. Wishes must fill their stretch in order and without gaps.
 */
export function settleShots(
  wishes: readonly Wish[],
  angles: readonly ShownAngle[],
  shortest: number,
): readonly PlacedShot[] {
  const [first, last] = [wishes[0], wishes.at(-1)];
  if (!first || !last || angles.length === 0) return [];
  const part = { from: first.from, to: last.to };
  const steps = Math.max(1, Math.round((part.to - part.from) * perSecond));
  const costs = angles.map((angle) => costsOf(angle, { wishes, part, steps, angles }));
  // A step more, because cuts move to where wishes begin by half a step on either side.
  const least = Math.min(steps, Math.ceil(shortest * perSecond) + 1);
  const path = cheapestPath(costs, steps, least);
  return path.map(({ angle, from }, index) => ({
    angle,
    from: index === 0 ? part.from : instantOf(from, wishes, part),
    to: index + 1 < path.length ? instantOf(path[index + 1]?.from ?? 0, wishes, part) : part.to,
  }));
}

/** Sums of what an angle costs up to each step. */
function costsOf(
  angle: ShownAngle,
  {
    wishes,
    part,
    steps,
    angles,
  }: { wishes: readonly Wish[]; part: TakePart; steps: number; angles: readonly ShownAngle[] },
): Float64Array {
  const sums = new Float64Array(steps + 1);
  let index = 0;
  for (let step = 0; step < steps; step += 1) {
    const at = part.from + (step + 0.5) / perSecond;
    while (index + 1 < wishes.length && (wishes[index]?.to ?? Infinity) <= at) index += 1;
    const wish = wishes[index];
    const { recorded } = angle;
    const isThere = !recorded || (at >= recorded.from && at < recorded.to);
    const miss = wish ? missOf(angle, wish.subject, angles) * (wish.isPause ? pauseWeight : 1) : 0;
    sums[step + 1] = (sums[step] ?? 0) + (isThere ? miss : nothing) / perSecond;
  }
  return sums;
}

/** How wrong an angle is for a subject, 0..1. */
function missOf(angle: ShownAngle, subject: Subject, angles: readonly ShownAngle[]): number {
  switch (subject.kind) {
    case 'speaker': {
      const isIn = angle.shows.includes(subject.speaker);
      if (isIn && angle.shows.length === 1 && !angle.isWide) return 0;
      if (isIn && !angle.isWide) return 0.15;
      if (angle.isWide) return isShownAlone(subject.speaker, angles) ? 0.4 : 0;
      return 1;
    }
    case 'several': {
      const missing = subject.speakers.filter((speaker) => !angle.shows.includes(speaker));
      if (missing.length === 0 && !angle.isWide) return 0;
      return angle.isWide ? 0.1 : 0.4 + (0.6 * missing.length) / Math.max(1, subject.speakers.length);
    }
    case 'wide':
      if (angle.isWide) return 0;
      return angles.some(({ isWide }) => isWide) ? 0.6 : 0.3;
  }
}

function isShownAlone(speaker: number, angles: readonly ShownAngle[]): boolean {
  return angles.some(({ shows, isWide }) => !isWide && shows.includes(speaker));
}

interface Start {
  readonly angle: number;
  readonly from: number;
}

/**
 * Dynamic programming over the steps: for each camera the cheapest way to be on it after at least `least` steps. Of
 * equal ways the one that cuts later, then that of the earlier camera, so that the same input gives the same shots.
 */
function cheapestPath(costs: readonly Float64Array[], steps: number, least: number): readonly Start[] {
  const count = costs.length;
  const best = costs.map(() => new Float64Array(steps + 1).fill(Infinity));
  const begun = costs.map(() => new Int32Array(steps + 1).fill(-1));
  /** Of all cameras the cheapest that may end at a step, and the second one, which serves the cheapest itself. */
  const ends = Array.from({ length: 2 }, () => new Int8Array(steps + 1).fill(-1));
  for (let step = least; step <= steps; step += 1) {
    const start = step - least;
    for (let angle = 0; angle < count; angle += 1) {
      const [own, cost] = [best[angle], costs[angle]];
      const began = begun[angle];
      if (!own || !cost || !began) continue;
      own[step] = (own[step - 1] ?? Infinity) + (cost[step] ?? 0) - (cost[step - 1] ?? 0);
      began[step] = began[step - 1] ?? -1;
      const before = start === 0 ? 0 : priceOfStart(best, ends, { start, angle });
      const fresh = before + (cost[step] ?? 0) - (cost[start] ?? 0);
      if (fresh <= (own[step] ?? Infinity)) [own[step], began[step]] = [fresh, start];
    }
    rank(best, ends, step);
  }
  return walkBack(begun, ends, steps);
}

function priceOfStart(
  best: readonly Float64Array[],
  ends: readonly Int8Array[],
  { start, angle }: { start: number; angle: number },
): number {
  const from = ends[0]?.[start] === angle ? (ends[1]?.[start] ?? -1) : (ends[0]?.[start] ?? -1);
  return from < 0 ? Infinity : (best[from]?.[start] ?? Infinity) + cutCost;
}

function rank(best: readonly Float64Array[], [first, second]: readonly Int8Array[], step: number): void {
  let [cheapest, next] = [-1, -1];
  for (let angle = 0; angle < best.length; angle += 1) {
    const cost = best[angle]?.[step] ?? Infinity;
    if (cost < (best[cheapest]?.[step] ?? Infinity)) [cheapest, next] = [angle, cheapest];
    else if (cost < (best[next]?.[step] ?? Infinity)) next = angle;
  }
  if (first) first[step] = cheapest;
  if (second) second[step] = next;
}

function walkBack(begun: readonly Int32Array[], ends: readonly Int8Array[], steps: number): readonly Start[] {
  const path: Start[] = [];
  let [angle, step] = [ends[0]?.[steps] ?? 0, steps];
  while (step > 0 && angle >= 0) {
    const from = begun[angle]?.[step] ?? 0;
    path.unshift({ angle, from });
    const [first, second] = [ends[0]?.[from] ?? -1, ends[1]?.[from] ?? -1];
    [angle, step] = [first === angle ? second : first, from];
  }
  return path;
}

/** The instant of a step; where a wish begins within it, that. */
function instantOf(step: number, wishes: readonly Wish[], part: TakePart): number {
  const at = part.from + step / perSecond;
  let [low, high] = [0, wishes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((wishes[middle]?.from ?? 0) < at - 0.5 / perSecond) low = middle + 1;
    else high = middle;
  }
  const { from = at } = wishes[low] ?? {};
  return Math.abs(from - at) <= 0.5 / perSecond ? from : at;
}
