/** A piece of decoded sound, as far as its place matters. Everything counts samples. */
export interface PlacedBlock {
  /** Samples of the stream before it. */
  readonly count: number;
  readonly length: number;
  /** Where its timestamp puts it, less `count`: constant where the sound runs on. */
  readonly offset: number;
}

/** On both sides of a block it is seen whether a step lasts, in seconds; never by fewer blocks than this. */
export const stepWindow = { seconds: 0.6, leastBlocks: 3 };

/** A step that lasts is a hole or an overlap from here on; what is smaller is glided over. In seconds. */
const leastStep = {
  /** Where timestamps are exact. */
  exact: 0.0015,
  /** Where they jitter, but what comes after the step never goes back. */
  separating: 0.008,
  /** Where what comes before and after overlaps. */
  noisy: 0.012,
};

/** Blocks on either side, and how far their levels must differ beside what jitter makes of them, to believe a noisy step. */
const leastNoisy = 12;
const surely = 8;
/** As far where the step is as long as a few blocks. */
const surelyLost = 5;

/** Up to so many blocks are taken for lost packets; a step may differ by this share of a block, for its jitter. */
const mostLost = 5;
const lostTolerance = 0.4;
/** Blocks behind a step that tell its height; more of them may already lie behind the next one. */
const nearBlocks = 15;

export interface Step {
  /** Samples of the blocks that are missing before the step; undefined where it is none of whole blocks. */
  readonly lost: number | undefined;
}

/** Timestamps that move by less from block to block are exact, in seconds: rounding, nothing else. */
const rounding = 0.0001;

/**
 * The step where the sound is interrupted before a block (a hole: packets were lost, recording paused) or begins again
 * before it ended. A packet that is late by itself is no step: those after it are back in time. `before` and `after` are
 * its neighbours in order, `after` beginning with the block itself.
 */
export function findStep(
  before: readonly PlacedBlock[],
  after: readonly PlacedBlock[],
  sampleRate: number,
): Step | undefined {
  const [last, first] = [before.at(-1), after[0]];
  if (!last || !first) return undefined;
  const step = first.offset - last.offset;
  if (Math.abs(step) <= 1) return undefined;
  const [lower, upper] = step > 0 ? [before, after] : [after, before];
  const highest = Math.max(...lower.map(({ offset }) => offset));
  const lowest = Math.min(...upper.map(({ offset }) => offset));
  if (noiseOf(before, after) <= rounding * sampleRate)
    return lowest - highest >= leastStep.exact * sampleRate ? { lost: undefined } : undefined;
  const isSeparating = lowest - highest >= leastStep.separating * sampleRate;
  return isSeparating ? { lost: lostBetween(before, after) } : findNoisyStep(before, after, sampleRate);
}

/** The usual movement from one block to the next. */
function noiseOf(before: readonly PlacedBlock[], after: readonly PlacedBlock[]): number {
  const all = [...before, ...after];
  return median(all.slice(1).map(({ offset }, i) => Math.abs(offset - (all[i]?.offset ?? offset))));
}

/** Both sides jitter: their levels must differ clearly, and no other place divide them better. */
function findNoisyStep(
  before: readonly PlacedBlock[],
  after: readonly PlacedBlock[],
  sampleRate: number,
): Step | undefined {
  const few = Math.min(before.length, after.length);
  if (few < leastNoisy) return undefined;
  const [a, b] = [levelOf(before), levelOf(after)];
  const height = Math.abs(b.level - a.level);
  if (height < leastStep.noisy * sampleRate) return undefined;
  const lost = lostBetween(before, after);
  const clearly = lost === undefined ? surely : surelyLost;
  if (height < (clearly * Math.max(a.spread, b.spread)) / Math.sqrt(few)) return undefined;
  return isBestPlace(before, after, [a.level, b.level]) ? { lost } : undefined;
}

/** Whether each run of blocks beside the step lies, on the whole, nearer to the level of its own side. */
function isBestPlace(
  before: readonly PlacedBlock[],
  after: readonly PlacedBlock[],
  [a, b]: readonly [number, number],
): boolean {
  const middle = (a + b) / 2;
  const isOwn = (run: readonly PlacedBlock[], side: number) => {
    let sum = 0;
    return run.every(({ offset }) => (sum += side * (offset - middle)) >= 0);
  };
  const up = Math.sign(b - a);
  return isOwn(after, up) && isOwn([...before].reverse(), -up);
}

/** The length of the blocks that are missing, where the step is one of a few whole ones. */
function lostBetween(before: readonly PlacedBlock[], after: readonly PlacedBlock[]): number | undefined {
  const all = [...before, ...after];
  const length = all.reduce((sum, block) => sum + block.length, 0) / all.length;
  if (all.some((block) => Math.abs(block.length - length) > 1)) return undefined;
  const step = levelOf(after.slice(0, nearBlocks)).level - levelOf(before).level;
  const blocks = Math.round(step / length);
  const isWhole =
    blocks >= 1 && blocks <= mostLost && Math.abs(step - blocks * length) <= lostTolerance * length;
  return isWhole ? Math.round(blocks * length) : undefined;
}

/** The mean of what lies around the median, and how far it is spread. */
function levelOf(blocks: readonly PlacedBlock[]): { level: number; spread: number } {
  const offsets = blocks.map(({ offset }) => offset);
  const middle = median(offsets);
  const spread = 1.5 * median(offsets.map((offset) => Math.abs(offset - middle)));
  const near = offsets.filter((offset) => Math.abs(offset - middle) <= 2 * spread + 1);
  return { level: near.reduce((sum, offset) => sum + offset, 0) / Math.max(1, near.length), spread };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
