import type { Footage } from '../footage/spec.ts';

/** One clip as the wire says it: seconds in the source, half-open, sound or silence. */
export interface JudgedClip {
  /** Index into the edit's sources. */
  readonly source: number;
  readonly inSeconds: number;
  readonly outSeconds: number;
  readonly withSound: boolean;
}

export function judgedClip(
  source: number,
  inSeconds: number,
  outSeconds: number,
  withSound = true,
): JudgedClip {
  return { source, inSeconds, outSeconds, withSound };
}

/** What was asked of the export that is judged. */
export interface JudgedEdit {
  /** Output frame rate, exact: 29.97 is `{ num: 30000, den: 1001 }`. */
  readonly rate: { readonly num: number; readonly den: number };
  readonly width: number;
  readonly height: number;
  readonly sources: readonly Footage[];
  readonly clips: readonly JudgedClip[];
  readonly includeAudio: boolean;
}

const THOUSANDTHS = new Map([
  [23.976, 24_000],
  [29.97, 30_000],
  [47.952, 48_000],
  [59.94, 60_000],
  [119.88, 120_000],
]);

/** The exact rate that a decimal on the wire means. */
export function exactRate(fps: number): { num: number; den: number } {
  const thousandths = THOUSANDTHS.get(fps);
  if (thousandths !== undefined) return { num: thousandths, den: 1001 };
  return Number.isInteger(fps) ? { num: fps, den: 1 } : { num: Math.round(fps * 1000), den: 1000 };
}

/** The decimal that the wire uses for an exact rate. */
export function wireRate(rate: { num: number; den: number }): number {
  return Math.round((rate.num / rate.den) * 1000) / 1000;
}
