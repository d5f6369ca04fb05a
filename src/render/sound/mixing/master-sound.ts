import type { Warning } from '../../../contract/exports/status.ts';
import type { MeasuredLoudness } from '../../../ffmpeg/sound/loudness-args.ts';
import type { SoundMix } from '../../../planner/plan/audio-plan.ts';
import type { Mastered, MixChange, MixedProgramme } from './mastered.ts';
import { changedMix, gainInStep, unchanged } from './mix-programme.ts';

/** A codec adds to the peaks of what it is given, and leaves out some of what hisses: how often that is made up for. */
const mostRounds = 5;
/** What a meter rounds away, and what a peak may be over in the end, in decibels. */
const rounding = 0.05;
/** What a codec may take of the loudness before it is made up for, in LU: meters differ by some hundredths on short sound. */
const lossAllowed = 0.15;

export interface MasteredSound<Made> {
  readonly made: Made;
  /** The raw programme that it was encoded from. */
  readonly pcm: string;
  /** How that differs from the mixed one. */
  readonly change: MixChange;
  readonly mastered: Mastered | undefined;
}

/**
 * Encodes, and again where the codec raised peaks above what was asked for, or took from the loudness: from another raw
 * programme then, in the folder, which leaves the mixed one as it is.
 */
export async function encodeMastered<Made>(
  { mastering }: SoundMix,
  mixed: MixedProgramme,
  by: {
    readonly folder: string;
    readonly encode: (pcm: string) => Promise<Made>;
    readonly measure: (made: Made) => Promise<MeasuredLoudness>;
  },
): Promise<MasteredSound<Made>> {
  const { loudness: target, truePeak } = mastering;
  let pcm = mixed.pcm;
  let made = await by.encode(pcm);
  let change = unchanged;
  if (target === undefined) return { made, pcm, change, mastered: undefined };
  // Where its peaks do not allow the loudness, more gain would change nothing.
  const isReached = mixed.loudness !== undefined && isLoudEnough({ loudness: mixed.loudness, target });
  for (let round = 1; ; round++) {
    const measured = await by.measure(made);
    const lost = target - measured.loudness;
    const excess = measured.truePeak - truePeak;
    const louder = isReached && Math.abs(lost) > lossAllowed ? lost : 0;
    const lowerPeaks = excess > rounding ? excess + rounding : 0;
    if (round === mostRounds || (louder === 0 && lowerPeaks === 0))
      return { made, pcm, change, mastered: { target, truePeak, loudness: measured.loudness } };
    change = { lowerPeaks: change.lowerPeaks + lowerPeaks, louder: gainInStep(change.louder + louder) };
    pcm = await changedMix(mixed, change, by.folder);
    made = await by.encode(pcm);
  }
}

/** A loudness that is off by less is what was asked for, in LU. */
const closeEnough = 0.3;

/** Whether what was encoded is as loud as was asked for. */
export function isLoudEnough({ loudness, target }: Pick<Mastered, 'loudness' | 'target'>): boolean {
  return Math.abs(loudness - target) <= closeEnough + rounding;
}

/** What people should know of a loudness that could not be reached. */
export function warnOfLoudness(mastered: Mastered | undefined): Warning[] {
  if (!mastered || isLoudEnough(mastered)) return [];
  const { loudness, target, truePeak } = mastered;
  const message = Number.isFinite(loudness)
    ? `The sound is at ${loudness.toFixed(1)} LUFS, not at ${target}: more gain would need peaks above ${truePeak} dBTP. Ask for less, or make its loudest moments quieter.`
    : `There is no sound to bring to ${target} LUFS: the programme is silent.`;
  return [{ code: 'LOUDNESS_MISSED', message }];
}
