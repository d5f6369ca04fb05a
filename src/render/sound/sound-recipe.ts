import { decodeSoundArgs } from '../../ffmpeg/sound/decode-sound-args.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import type { SoundEdit } from '../../planner/facts/facts.ts';
import type { AudioPlan, SoundMix } from '../../planner/plan/audio-plan.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import { fadesOf } from '../../planner/sound/sound-joins.ts';
import { formatRational } from '../../timeline/rational.ts';

/** Samples `[from, to)` of the programme. */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
}

/** Counts up when decoded sound is put in its place by other rules: what was made by the old ones is not found then. */
const PLACING_VERSION = 1;

function textOfEdit({ from, to, at }: SoundEdit): string[] {
  return [from, to, at].map(formatRational);
}

/** Says of a mix everything that decides its samples, as text; the same for whoever hears the same. */
export function mixRecipe({ plan, sources, mix }: Programme & { readonly mix: SoundMix }): string {
  const whole = { from: 0, to: plan.totalSamples };
  const voices = mix.voices.map(({ stretches, ...treatment }) => ({
    ...treatment,
    sound: soundRecipes({ plan: { ...plan, stretches }, sources })(whole),
  }));
  return JSON.stringify({ voices, mastering: mix.mastering });
}

interface Programme {
  readonly plan: Extract<AudioPlan, { kind: 'encode' }>;
  readonly sources: readonly (ReadSound | undefined)[];
}

/**
 * Says of a range of the programme everything that decides its samples, as text: which sounds of which files lie
 * where in it, and how they are faded. Two ranges with the same recipe sound the same, wherever they lie in
 * whatever programme.
 */
export function soundRecipes({ plan, sources }: Programme): (range: SampleRange) => string {
  const { stretches, sampleRate } = plan;
  const fades = fadesOf(stretches, sampleRate);
  const beginOf = (i: number) => (stretches[i]?.firstSample ?? 0) - (fades[i]?.lead ?? 0);
  const endOf = (i: number) => (stretches[i]?.endSample ?? 0) + (fades[i]?.tail ?? 0);
  return ({ from, to }) => {
    const length = to - from;
    // A long programme has many ranges and many stretches: only those that meet are looked at.
    const first = lowerBound(stretches.length, (i) => endOf(i) > from);
    const last = lowerBound(stretches.length, (i) => beginOf(i) >= to);
    const parts = stretches.slice(first, last).flatMap((stretch, at) => {
      const source = sources[stretch.source];
      const audio = source?.facts.audio;
      if (!source || !audio) return [];
      const { origin, identity } = source.facts;
      const { fadeIn = 0, fadeOut = 0 } = fades[first + at] ?? {};
      const [begin, end] = [beginOf(first + at) - from, endOf(first + at) - from];
      return {
        identity,
        decoding: decodeSoundArgs({
          path: '',
          audio,
          origin,
          sampleRate,
          samples: 0,
          layout: 'stereo',
          pass: 0,
        }),
        placing: [PLACING_VERSION, formatRational(origin), ...(audio.edits ?? []).flatMap(textOfEdit)],
        shift: stretch.shiftSamples + from,
        ...(stretch.speed && { speed: formatRational(stretch.speed) }),
        // How it begins and ends outside does not matter here: a cut elsewhere leaves this sound as it is.
        ...(begin + fadeIn > 0 ? { begin, fadeIn } : {}),
        ...(end - fadeOut < length ? { end, fadeOut } : {}),
      };
    });
    return JSON.stringify({ length, parts });
  };
}
