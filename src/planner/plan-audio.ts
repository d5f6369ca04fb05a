import type { Edl } from '../timeline/edl.ts';
import { ceil, isLess, multiply, rational, round, subtract, type Rational } from '../timeline/rational.ts';
import type { ClipPlace } from '../timeline/time-model.ts';
import type { SourceFacts } from './facts.ts';
import type { AudioPlan, SoundStretch } from './plan.ts';

/** Where no source is heard. */
export const SILENCE = -1;

const outputSampleRate = 48_000;

export interface AudioInput {
  readonly edl: Edl;
  readonly places: readonly ClipPlace[];
  readonly facts: readonly (SourceFacts | undefined)[];
  readonly frames: number;
  readonly rate: Rational;
  readonly container: 'mp4' | 'webm';
}

/**
 * One continuous programme for the whole output: output sample *j* at rate R comes from source time
 * `in_i + (j/R − T_i)`, so a stretch is a shift in samples, and clips that run on share one stretch.
 * Sound lasts exactly as long as the frames; between the last out point and the end of the last frame
 * there is silence.
 */
export function planAudio(input: AudioInput): Extract<AudioPlan, { kind: 'encode' }> {
  const totalSamples = Number(
    round(
      multiply(rational(BigInt(input.frames) * input.rate.den, input.rate.num), rational(outputSampleRate)),
    ),
  );
  const stretches = input.edl.clips.flatMap((_, clip) => stretchOf(input, clip, totalSamples));
  return {
    kind: 'encode',
    codec: input.container === 'webm' ? 'opus' : 'aac',
    sampleRate: outputSampleRate,
    channels: 2,
    bitrateBps: input.container === 'webm' ? 160_000 : 192_000,
    stretches: joinRunning(closeWithSilence(stretches, totalSamples)),
    totalSamples,
  };
}

function stretchOf(input: AudioInput, index: number, totalSamples: number): SoundStretch[] {
  const clip = input.edl.clips[index];
  const place = input.places[index];
  if (!clip || !place) return [];
  const firstSample = Math.min(totalSamples, sampleAt(place.start));
  const endSample = Math.min(totalSamples, sampleAt(place.end));
  if (endSample <= firstSample) return [];
  const isHeard = clip.hasSound && Boolean(input.facts[clip.source]?.audio);
  if (!isHeard) return [{ firstSample, endSample, source: SILENCE, shiftSamples: 0 }];
  const shift = Number(round(multiply(place.shift, rational(outputSampleRate))));
  const end = endOfSource(input.facts[clip.source], shift);
  return splitAtEnds({ firstSample, endSample, source: clip.source, shiftSamples: shift }, end);
}

/** Output samples `[from, to)` between which the source has anything at all. */
function endOfSource(facts: SourceFacts | undefined, shift: number): { from: number; to: number } {
  const end = facts ? Number(ceil(multiply(facts.end, rational(outputSampleRate)))) : 0;
  return { from: -shift, to: end - shift };
}

/** The parts of a stretch that lie before the source's zero or past its end are silence. */
function splitAtEnds(stretch: SoundStretch, heard: { from: number; to: number }): SoundStretch[] {
  const from = Math.min(Math.max(heard.from, stretch.firstSample), stretch.endSample);
  const to = Math.max(from, Math.min(heard.to, stretch.endSample));
  const silence = { source: SILENCE, shiftSamples: 0 };
  return [
    { ...silence, firstSample: stretch.firstSample, endSample: from },
    { ...stretch, firstSample: from, endSample: to },
    { ...silence, firstSample: to, endSample: stretch.endSample },
  ].filter((part) => part.endSample > part.firstSample);
}

function closeWithSilence(stretches: readonly SoundStretch[], totalSamples: number): SoundStretch[] {
  const end = stretches.at(-1)?.endSample ?? 0;
  if (end >= totalSamples) return [...stretches];
  return [...stretches, { firstSample: end, endSample: totalSamples, source: SILENCE, shiftSamples: 0 }];
}

/** Neighbours of one source whose shifts differ by at most one sample are one stretch: the sound runs on. */
function joinRunning(stretches: readonly SoundStretch[]): SoundStretch[] {
  const joined: SoundStretch[] = [];
  for (const stretch of stretches) {
    const previous = joined.at(-1);
    const runsOn =
      previous?.source === stretch.source && Math.abs(previous.shiftSamples - stretch.shiftSamples) <= 1;
    if (runsOn) joined[joined.length - 1] = { ...previous, endSample: stretch.endSample };
    else joined.push(stretch);
  }
  return joined;
}

/** The first output sample that is not before an instant of the output time line, to half a sample. */
function sampleAt(instant: Rational): number {
  const sample = multiply(instant, rational(outputSampleRate));
  return Math.max(0, Number(ceil(subtract(sample, rational(1, 2)))));
}

/** Whether a clip's picture or sound lies outside its source altogether. */
export function isOutside(clip: { inPoint: Rational; outPoint: Rational }, end: Rational): boolean {
  return !isLess(clip.inPoint, end) || !isLess(rational(0), clip.outPoint);
}
