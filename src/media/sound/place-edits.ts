import type { SoundEdit } from '../../planner/facts/facts.ts';
import { multiply, rational, round, subtract, type Rational } from '../../timeline/rational.ts';
import type { TakePlaced } from './place-sound.ts';

/** Takes samples in their place on the track's own clock and hands on those of each piece at the piece's place. */
export function placeEdits(
  edits: readonly SoundEdit[],
  { origin, sampleRate, channels }: { origin: Rational; sampleRate: number; channels: number },
  take: TakePlaced,
): TakePlaced {
  const at = (instant: Rational) => Number(round(multiply(instant, rational(sampleRate))));
  const pieces = edits.map((edit) => ({
    from: at(edit.from),
    to: at(edit.to),
    place: at(subtract(edit.at, origin)),
  }));
  return async (samples, first) => {
    for (const { from, to, place } of pieces) {
      const [begin, end] = [Math.max(from, first), Math.min(to, first + samples.length / channels)];
      if (end <= begin) continue;
      const own = samples.subarray((begin - first) * channels, (end - first) * channels);
      await take(own, place + begin - from);
    }
  };
}
