import type { Edl } from '../../timeline/edl.ts';
import { toNumber, type Rational } from '../../timeline/rational.ts';
import { frameAt, frameFrom } from '../../timeline/time-model.ts';
import type { ShownWords } from '../plan/plan.ts';

/** Frames `[firstFrame, endFrame)` of the output. */
export interface FrameRange {
  readonly firstFrame: number;
  readonly endFrame: number;
}

type Words = Pick<Edl, 'titles' | 'burnedCaptions'>;

/** The frames over which each title and each burnt caption lies. */
export function wordRanges({ titles = [], burnedCaptions = [] }: Words, rate: Rational): FrameRange[] {
  return [...titles, ...burnedCaptions].map(({ from, to }) => ({
    firstFrame: frameAt(from, rate),
    endFrame: frameAt(to, rate),
  }));
}

/** Ranges in their order, those that touch or overlap as one. */
export function joinRanges(ranges: readonly FrameRange[]): FrameRange[] {
  const joined: FrameRange[] = [];
  const filled = ranges.filter(({ firstFrame, endFrame }) => endFrame > firstFrame);
  for (const range of filled.toSorted((a, b) => a.firstFrame - b.firstFrame)) {
    const last = joined.at(-1);
    if (!last || range.firstFrame > last.endFrame) joined.push(range);
    else joined[joined.length - 1] = { ...last, endFrame: Math.max(last.endFrame, range.endFrame) };
  }
  return joined;
}

/**
 * The words that lie over any of these frames; their times are those of frames, counted from the first of them. What began
 * before the stretch that an output shows does not come in again there.
 */
export function wordsIn(words: Words, range: FrameRange, rate: Rational): ShownWords[] {
  const { titles = [], burnedCaptions = [] } = words;
  const all = [...titles, ...burnedCaptions.map((caption) => ({ ...caption, style: 'caption' as const }))];
  return all.flatMap(({ text, style, from, to }) => {
    const [first, end] = [frameFrom(from, rate), frameFrom(to, rate)];
    const isSeen = first < range.endFrame && end > range.firstFrame;
    const at = (frame: number) => (frame - range.firstFrame) / toNumber(rate);
    return isSeen ? [{ text, style, from: at(first), to: at(end) }] : [];
  });
}
