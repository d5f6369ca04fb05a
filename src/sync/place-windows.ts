import { ENVELOPE_RATE, SAMPLE_RATE } from './envelope.ts';
import { lagAt, type LagLine } from './lines.ts';

/** The same stretch in both tracks, if the line is right: first samples, which may lie outside a track. */
export interface Window {
  readonly reference: number;
  readonly other: number;
  /** Where the line puts `other − reference` exactly, in samples; `other` is rounded. */
  readonly expectedLag: number;
}

export interface Tracks {
  readonly reference: Float32Array;
  readonly other: Float32Array;
}

export interface WindowSize {
  /** In samples. */
  readonly length: number;
  readonly most: number;
}

/** Seconds of the reference `[from, to)` in which both tracks sound, by the line. */
export function overlapOf(line: LagLine, { reference, other }: Tracks): { from: number; to: number } {
  const ends = { reference: reference.length / ENVELOPE_RATE, other: other.length / ENVELOPE_RATE };
  // Within an hour 350 ppm are more than a second: the lag is taken at each end of its own.
  const first = Math.max(0, -lagAt(line, 0) / (1 + line.slope));
  const last = (ends.other - lagAt(line, 0)) / (1 + line.slope);
  return { from: first, to: Math.max(first, Math.min(ends.reference, last)) };
}

/**
 * Spreads windows over the overlap; in each part of it where both tracks are loudest, since there is nothing to
 * compare in a pause. `tracks` are loudness curves.
 */
export function placeWindows(line: LagLine, tracks: Tracks, { length, most }: WindowSize): Window[] {
  const { from, to } = overlapOf(line, tracks);
  const seconds = length / SAMPLE_RATE;
  const room = to - from - seconds;
  if (room < 0) return [];
  const count = Math.max(1, Math.min(most, Math.floor((2 * room) / seconds) + 1));
  const share = room / count;
  return Array.from({ length: count }, (_, part) => {
    const start = loudestStart(line, tracks, { from: from + part * share, share, seconds });
    return windowAt(line, start);
  });
}

function windowAt(line: LagLine, referenceSeconds: number): Window {
  const reference = Math.round(referenceSeconds * SAMPLE_RATE);
  const expectedLag = lagAt(line, reference / SAMPLE_RATE) * SAMPLE_RATE;
  return { reference, other: reference + Math.round(expectedLag), expectedLag };
}

interface Part {
  readonly from: number;
  readonly share: number;
  readonly seconds: number;
}

function loudestStart(line: LagLine, { reference, other }: Tracks, { from, share, seconds }: Part): number {
  const tries = Math.max(1, Math.min(16, Math.floor(share / (seconds / 2))));
  let best = { start: from, loudness: -1 };
  for (let i = 0; i < tries; i += 1) {
    const start = from + (i * share) / tries;
    const loudness = meanOf(reference, start, seconds) * meanOf(other, start + lagAt(line, start), seconds);
    if (loudness > best.loudness) best = { start, loudness };
  }
  return best.start;
}

function meanOf(loudness: Float32Array, start: number, seconds: number): number {
  const stretch = loudness.subarray(
    Math.max(0, Math.round(start * ENVELOPE_RATE)),
    Math.max(0, Math.round((start + seconds) * ENVELOPE_RATE)),
  );
  return stretch.reduce((sum, value) => sum + value, 0) / (stretch.length || 1);
}
