import { multiply, rational, round, type Rational } from '../../timeline/rational.ts';
import { BOUNDARY, type PictureIndex } from './facts.ts';

/**
 * The instant of the container's clock, in seconds, of the first picture that can be decoded of a recording that begins
 * in the middle of a GOP. Undefined where that is simply its first picture.
 */
export function firstDecodable({ boundary, rank, timing }: PictureIndex): Rational | undefined {
  const isCut = boundary[0] === BOUNDARY.none ? (rank[0] ?? 0) < 0 : hidesLeading({ boundary, rank });
  if (!isCut || timing.pts.length === 0) return undefined;
  return multiply(rational(BigInt(Math.round(timing.pts[0] ?? 0))), timing.timebase);
}

/** It begins with a keyframe, and what follows that one but is shown before it looks back at what is not there. */
function hidesLeading({ boundary, rank }: Pick<PictureIndex, 'boundary' | 'rank'>): boolean {
  return mayLead.has(boundary[0] ?? BOUNDARY.none) && rank[0] === 0 && (rank[1] ?? 0) === -1;
}

/** Keyframes in front of which pictures may be shown that look back past them. */
export const mayLead: ReadonlySet<number> = new Set([BOUNDARY.cra, BOUNDARY.recovery]);

/** The instant of a picture in nanoseconds, a microsecond early so that no rounding loses it. */
export function notBefore(seconds: Rational): bigint {
  return round(multiply(seconds, rational(1_000_000_000))) - 1000n;
}
