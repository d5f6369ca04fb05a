import { outPointOf, type ClipView, type Edl, type Voice } from '../../timeline/edl.ts';
import {
  ceil,
  compare,
  divide,
  isLess,
  multiply,
  rational,
  round,
  subtract,
  toNumber,
  type Rational,
} from '../../timeline/rational.ts';
import { placeClips, placeView, type ViewPlace } from '../../timeline/time-model.ts';
import { endOfFile } from './follow-files.ts';
import { hearPieces, type HeardPiece, type SoundSources } from './hear-pieces.ts';
import { planMix, SILENCE } from './plan-mix.ts';
import type { AudioPlan, SoundStretch } from '../plan/audio-plan.ts';

const outputSampleRate = 48_000;

export interface AudioInput extends SoundSources {
  readonly edl: Pick<Edl, 'sources' | 'voices' | 'mastering'>;
  readonly totalSamples: number;
  /** Of the output's frames. */
  readonly rate: Rational;
  readonly container: 'mp4' | 'webm';
}

/** Samples that last as long as so many frames. */
export function samplesOfFrames(frames: number, rate: Rational): number {
  const seconds = rational(BigInt(frames) * rate.den, rate.num);
  return Number(round(multiply(seconds, rational(outputSampleRate))));
}

/**
 * One continuous programme for the whole output: output sample *j* at rate R comes from source time
 * `in_i + (j/R − T_i)`, so a stretch is a shift in samples, and clips that run on share one stretch.
 * Between the last out point and the end of the output there is silence. Several voices, or one that does not stay as
 * it is, are mixed.
 */
export function planAudio(input: AudioInput): Extract<AudioPlan, { kind: 'encode' }> {
  const { totalSamples, container } = input;
  const stretchesOf = (voice: Voice, endSample = totalSamples) =>
    stretchesOfPieces({ ...input, totalSamples: endSample }, hearPieces(voice, input));
  const mix = planMix(input.edl, { totalSamples, sampleRate: outputSampleRate, stretchesOf });
  const [only = { clips: [] }] = input.edl.voices;
  return {
    kind: 'encode',
    codec: container === 'webm' ? 'opus' : 'aac',
    sampleRate: outputSampleRate,
    channels: 2,
    bitrateBps: container === 'webm' ? 160_000 : 192_000,
    stretches: mix ? closeWithSilence([], totalSamples) : stretchesOf(only),
    totalSamples,
    ...(mix && { mix }),
  };
}

/** Pieces one behind the other from the start of the programme, as stretches that tile it. */
function stretchesOfPieces(input: AudioInput, pieces: readonly HeardPiece[]): SoundStretch[] {
  const places = placeClips(pieces, input.rate);
  const stretches = pieces.flatMap((piece, i) => {
    const place = places[i];
    return place ? stretchOf(input, piece, placeView(place, piece)) : [];
  });
  return joinFiles(input, joinRunning(closeWithSilence(stretches, input.totalSamples)));
}

function stretchOf(
  { sources, totalSamples }: AudioInput,
  piece: HeardPiece,
  place: ViewPlace,
): SoundStretch[] {
  const firstSample = Math.min(totalSamples, sampleAt(place.start));
  const endSample = Math.min(totalSamples, sampleAt(place.end));
  if (endSample <= firstSample) return [];
  const { source, speed } = piece;
  const facts = source === undefined ? undefined : sources[source]?.facts;
  if (source === undefined || !facts?.audio)
    return [{ firstSample, endSample, source: SILENCE, shiftSamples: 0 }];
  const shiftSamples = Number(round(multiply(place.shift, rational(outputSampleRate))));
  const end = endOfSource(speed ? divide(facts.end, speed) : facts.end, shiftSamples);
  const stretch = { firstSample, endSample, source, shiftSamples };
  return splitAtEnds({ ...stretch, ...(speed && { speed }) }, end);
}

/** Output samples `[from, to)` between which the source has anything at all. */
function endOfSource(sourceEnd: Rational, shift: number): { from: number; to: number } {
  const end = Number(ceil(multiply(sourceEnd, rational(outputSampleRate))));
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
      previous?.source === stretch.source &&
      isSameSpeed(previous, stretch) &&
      Math.abs(previous.shiftSamples - stretch.shiftSamples) <= 1;
    if (runsOn) joined[joined.length - 1] = { ...previous, endSample: stretch.endSample };
    else joined.push(stretch);
  }
  return joined;
}

/** Where a recording goes on in its next file, to the sample, sound runs on as well: those joins have no fades. */
function joinFiles({ edl, sources }: AudioInput, stretches: readonly SoundStretch[]): SoundStretch[] {
  return stretches.map((stretch, i) => {
    const previous = stretches[i - 1];
    const known = previous && sources[previous.source];
    if (!previous || !known || edl.sources[previous.source]?.next !== stretch.source) return stretch;
    const end = multiply(endOfFile(known), rational(outputSampleRate));
    const left =
      toNumber(previous.speed ? divide(end, previous.speed) : end) - placeAt(previous, 'endSample');
    const isOn = Math.abs(left) <= sameSample && Math.abs(placeAt(stretch, 'firstSample')) <= sameSample;
    return isOn && isSameSpeed(previous, stretch) ? { ...stretch, isContinued: true } : stretch;
  });
}

/** Both sides of a join are rounded to whole samples. */
const sameSample = 1.5;

function placeAt(stretch: SoundStretch, side: 'firstSample' | 'endSample'): number {
  return stretch[side] + stretch.shiftSamples;
}

function isSameSpeed(a: SoundStretch, b: SoundStretch): boolean {
  if (!a.speed || !b.speed) return a.speed === b.speed;
  return compare(a.speed, b.speed) === 0;
}

/** The first output sample that is not before an instant of the output time line, to half a sample. */
function sampleAt(instant: Rational): number {
  const sample = multiply(instant, rational(outputSampleRate));
  return Math.max(0, Number(ceil(subtract(sample, rational(1, 2)))));
}

/** Whether a clip's picture or sound lies outside its source altogether. */
export function isOutside(
  view: Pick<ClipView, 'inPoint' | 'speed'>,
  duration: Rational,
  end: Rational,
): boolean {
  return !isLess(view.inPoint, end) || !isLess(rational(0), outPointOf(view, duration));
}
