import { ENVELOPE_RATE, envelopeOf, SAMPLE_RATE } from './envelope.ts';
import { findPlaces } from './find-places.ts';
import { fitLine, lagAt, leastSquares, slopeError, withInliers } from './lines.ts';
import type { FittedLine, LagLine, LagPoint } from './lines.ts';
import { createLagMeter } from './measure-lag.ts';
import { overlapOf, placeWindows, type Tracks, type Window } from './place-windows.ts';
import { stretch } from './stretch.ts';

/** How the clock of the other track goes by that of the reference: `other = offset + reference × (1 + drift)`. */
export interface Match {
  readonly offsetSeconds: number;
  readonly driftPpm: number;
  /** 0..1; a match that is to be relied on has 0.5 or more. */
  readonly confidence: number;
  /** How far the places that agree lie from the line at most, in seconds. */
  readonly spreadSeconds: number;
  /** How much of both tracks was recorded at the same time, in seconds. */
  readonly overlapSeconds: number;
}

export type MatchResult =
  | { readonly kind: 'matched'; readonly match: Match }
  /** `several`: more than one place fits as well as the other, as in music that repeats. */
  | { readonly kind: 'no-match'; readonly why: 'nothing' | 'several' };

/** Stretches of both tracks that are to be read: `length` samples from each first sample on. */
export interface WantedSamples {
  readonly windows: readonly Window[];
  readonly length: number;
}

/** For each wanted window the samples of both tracks; zeros outside of a track. */
export type GivenSamples = readonly Readonly<Record<'reference' | 'other', Float32Array>>[];

/** Envelopes are 20 ms fine, and blurred by rooms. In seconds. */
const coarse = { tolerance: 0.06, reach: 0.1, sameWithin: 0.4, hypotheses: 3 };
/** About a second, in which 350 ppm are three samples: short enough to be measured before the drift is known. */
const first = { length: 8192, most: 48, tolerance: 0.0015 };
/** About four seconds, with the drift taken out. */
const second = { length: 32_768, most: 24, reach: 0.004, tolerance: 0.0006 };
/** Share of the windows that must agree, and how many at least. */
const agreement = { least: 0.4, count: 3 };
/** The least median sharpness of what agrees. */
const leastSharpness = 1.35;
/**
 * The least evidence: the sum of what the agreeing windows' sharpness exceeds 1 by. Of twelve seconds three windows
 * can agree by chance, each a little sharp: 1.3 was seen among unlike talks, 6.7 and more among 150 pairs of like ones.
 */
const leastSupport = 3;

/**
 * Finds out where one track lies against another. A conversation: it yields what it wants to read (nothing, between
 * two steps of work), is given the samples, and returns the result. `tracks` are loudness curves.
 */
export function* matchTracks(
  tracks: Tracks,
): Generator<WantedSamples | undefined, MatchResult, GivenSamples | undefined> {
  const lines = yield* findLines(tracks);
  const confirmed: Confirmed[] = [];
  for (const line of lines) {
    const found = yield* confirm(line, tracks);
    if (found) confirmed.push(found);
  }
  const [best, next] = confirmed.sort((a, b) => b.score - a.score);
  if (!best) return { kind: 'no-match', why: 'nothing' };
  if (next && next.score > 0.75 * best.score) return { kind: 'no-match', why: 'several' };
  return { kind: 'matched', match: describe(best, tracks) };
}

/** The few lines on which most blocks of the one track were found in the other. */
function* findLines(tracks: Tracks): Generator<undefined, FittedLine[], unknown> {
  const [reference, other] = [envelopeOf(tracks.reference), envelopeOf(tracks.other)];
  const isReferenceShort = reference.length <= other.length;
  const search = isReferenceShort ? findPlaces(reference, other) : findPlaces(other, reference);
  let step = search.next();
  for (; step.done !== true; step = search.next()) yield undefined;
  let points: LagPoint[] = step.value.map(({ short, long, likeness }) => {
    const at = (isReferenceShort ? short : long) / ENVELOPE_RATE;
    const there = (isReferenceShort ? long : short) / ENVELOPE_RATE;
    return { at, lag: there - at, weight: likeness * likeness };
  });
  const lines: FittedLine[] = [];
  while (lines.length < coarse.hypotheses && points.length > 0) {
    const line = fitLine(points, coarse.tolerance);
    if (!line) break;
    lines.push(line);
    points = points.filter(({ at, lag }) => Math.abs(lag - lagAt(line, at)) > coarse.sameWithin);
    yield undefined;
  }
  return lines;
}

interface Confirmed {
  readonly line: LagLine;
  readonly inliers: readonly LagPoint[];
  /** Of the windows that were compared, 0..1. */
  readonly agreeing: number;
  readonly sharpness: number;
  readonly score: number;
}

/** Compares samples along the line: first in short windows for the drift, then in long ones for the last digit. */
function* confirm(
  line: LagLine,
  tracks: Tracks,
): Generator<WantedSamples | undefined, Confirmed | undefined, GivenSamples | undefined> {
  const windows = placeWindows(line, tracks, first);
  const rough = yield* measureAll({ windows, length: first.length }, { reach: coarse.reach, slope: 0 });
  const fitted = fitLine(rough, first.tolerance);
  if (!fitted || !isAgreed(fitted.inliers.length, rough.length)) return undefined;
  const slope = slopeWorthKeeping(fitted);
  const sure: LagLine = { ...leastSquares(fitted.inliers), slope };
  const places = placeWindows(sure, tracks, second);
  if (places.length === 0) return judge(fitted, rough, sure);
  const fine = yield* measureAll({ windows: places, length: second.length }, { reach: second.reach, slope });
  const refit = fitLine(fine, second.tolerance);
  if (!refit || !isAgreed(refit.inliers.length, fine.length)) return judge(fitted, rough, sure);
  return judge(refit, fine, { ...leastSquares(refit.inliers), slope: slopeWorthKeeping(refit) });
}

function isAgreed(inliers: number, windows: number): boolean {
  return inliers >= Math.max(agreement.count, agreement.least * windows);
}

/** A drift that might as well be the noise of the measurement is none. */
function slopeWorthKeeping(line: FittedLine): number {
  const fitted = leastSquares(line.inliers);
  return Math.abs(fitted.slope) > 2 * slopeError(fitted, line.inliers) ? fitted.slope : 0;
}

function* measureAll(
  wanted: WantedSamples,
  { reach, slope }: { reach: number; slope: number },
): Generator<WantedSamples | undefined, LagPoint[], GivenSamples | undefined> {
  const meter = createLagMeter(wanted.length);
  const points: LagPoint[] = [];
  for (const window of wanted.windows) {
    const [given] = (yield { windows: [window], length: wanted.length }) ?? [];
    if (!given) continue;
    const other = stretch(given.other, slope);
    const { lag, sharpness } = meter.measure(given.reference, other, Math.round(reach * SAMPLE_RATE));
    const at = (window.reference + wanted.length / 2) / SAMPLE_RATE;
    const weight = Math.max(1e-3, Math.min(sharpness, 4) - 1);
    points.push({ at, lag: (window.other - window.reference + lag) / SAMPLE_RATE, weight });
  }
  return points;
}

function judge(line: FittedLine, points: readonly LagPoint[], best: LagLine): Confirmed | undefined {
  const { inliers } = withInliers(best, points, first.tolerance);
  const sharpness = 1 + medianOf(inliers.map(({ weight }) => weight));
  if (!isAgreed(inliers.length, points.length) || sharpness < leastSharpness) return undefined;
  if (line.support < leastSupport) return undefined;
  const agreeing = inliers.length / points.length;
  return { line: best, inliers: line.inliers, agreeing, sharpness, score: line.support };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function describe({ line, agreeing, sharpness, inliers }: Confirmed, tracks: Tracks): Match {
  const { from, to } = overlapOf(line, tracks);
  const agreed = Math.min(1, (agreeing - agreement.least) / (0.9 - agreement.least));
  const sharp = Math.min(1, (sharpness - leastSharpness) / (2.5 - leastSharpness));
  const many = Math.min(1, inliers.length / 8);
  return {
    offsetSeconds: lagAt(line, 0),
    driftPpm: line.slope * 1e6,
    spreadSeconds: Math.max(...inliers.map((point) => Math.abs(point.lag - lagAt(line, point.at)))),
    confidence: 0.5 + 0.5 * (0.4 * agreed + 0.4 * sharp + 0.2 * many),
    overlapSeconds: to - from,
  };
}
