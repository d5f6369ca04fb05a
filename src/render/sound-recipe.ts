import { decodeSoundArgs } from '../ffmpeg/audio-args.ts';
import type { ReadSource } from '../media/read-source.ts';
import type { AudioPlan } from '../planner/plan.ts';
import { fadesOf } from './sound-joins.ts';

/** Samples `[from, to)` of the programme. */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
}

interface Programme {
  readonly plan: Extract<AudioPlan, { kind: 'encode' }>;
  readonly sources: readonly (ReadSource | undefined)[];
}

/**
 * Everything that decides the samples of a range, as text: which sounds of which files lie where in it, and how
 * they are faded. Two ranges with the same recipe sound the same, wherever they lie in whatever programme.
 */
export function soundRecipe({ plan, sources }: Programme, range: SampleRange): string {
  const fades = fadesOf(plan.stretches, plan.sampleRate);
  const length = range.to - range.from;
  const parts = plan.stretches.flatMap((stretch, i) => {
    const source = sources[stretch.source];
    const audio = source?.facts.audio;
    const { lead = 0, tail = 0, fadeIn = 0, fadeOut = 0 } = fades[i] ?? {};
    const begin = stretch.firstSample - lead - range.from;
    const end = stretch.endSample + tail - range.from;
    if (!source || !audio || begin >= length || end <= 0) return [];
    const { origin, identity } = source.facts;
    return {
      identity,
      decoding: decodeSoundArgs({ path: '', audio, origin, sampleRate: plan.sampleRate, samples: 0 }),
      shift: stretch.shiftSamples + range.from,
      // How it begins and ends outside is of no matter here: a cut elsewhere leaves this sound as it is.
      ...(begin + fadeIn > 0 ? { begin, fadeIn } : {}),
      ...(end - fadeOut < length ? { end, fadeOut } : {}),
    };
  });
  return JSON.stringify({ length, parts });
}
