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

/** Timestamps that move by less from block to block are exact, in seconds: rounding, nothing else. */
const rounding = 0.0001;

/**
 * Whether the sound is interrupted before a block (a hole: packets were lost, recording paused) or begins again before
 * it ended. A packet that is late by itself is no step: those after it are back in time. `before` and `after` are
 * its neighbours in order, `after` beginning with the block itself.
 */
export function isStep(
  before: readonly PlacedBlock[],
  after: readonly PlacedBlock[],
  sampleRate: number,
): boolean {
  const [last, first] = [before.at(-1), after[0]];
  if (!last || !first) return false;
  const step = first.offset - last.offset;
  if (Math.abs(step) <= 1) return false;
  const [lower, upper] = step > 0 ? [before, after] : [after, before];
  const highest = Math.max(...lower.map(({ offset }) => offset));
  const lowest = Math.min(...upper.map(({ offset }) => offset));
  const isExact = noiseOf(before, after) <= rounding * sampleRate;
  const least = (isExact ? leastStep.exact : leastStep.separating) * sampleRate;
  if (lowest - highest >= least) return true;
  return !isExact && isNoisyStep(before, after, sampleRate);
}

/** The usual movement from one block to the next. */
function noiseOf(before: readonly PlacedBlock[], after: readonly PlacedBlock[]): number {
  const all = [...before, ...after];
  return median(all.slice(1).map(({ offset }, i) => Math.abs(offset - (all[i]?.offset ?? offset))));
}

/** Both sides jitter: their levels must differ clearly, and each block belong to its own. */
function isNoisyStep(
  before: readonly PlacedBlock[],
  after: readonly PlacedBlock[],
  sampleRate: number,
): boolean {
  const [a, b] = [levelOf(before), levelOf(after)];
  const few = Math.min(before.length, after.length);
  const own = (block: PlacedBlock | undefined, mine: number, other: number) =>
    block !== undefined && Math.abs(block.offset - mine) < Math.abs(block.offset - other);
  const spread = Math.max(a.spread, b.spread);
  const least = Math.max(leastStep.noisy * sampleRate, (surely * spread) / Math.sqrt(few));
  return (
    few >= leastNoisy &&
    Math.abs(b.level - a.level) >= least &&
    own(before.at(-1), a.level, b.level) &&
    own(after[0], b.level, a.level)
  );
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
