import type { Edl, HeardClip, Voice } from '../../timeline/edl.ts';
import { compare, divide, isLess, rational, subtract, zero, type Rational } from '../../timeline/rational.ts';
import type { KnownSound } from '../facts/facts.ts';
import { endOfFile, endOfRecording, followFiles, type Files } from './follow-files.ts';

/** A part of what a voice plays that lies in one file and runs through it once. */
export type HeardPiece = Omit<HeardClip, 'isLooped'>;

export interface SoundSources {
  readonly edl: Pick<Edl, 'sources'>;
  /** By source index; undefined for those that are not heard. */
  readonly sources: readonly (KnownSound | undefined)[];
}

/** A source that is shorter is not played over and over: it would be a tone. In seconds. */
const leastLoop = rational(1, 20);

const one = rational(1);

/** What a voice plays, divided at the ends of files and where sound begins again; lasts as long as its clips. */
export function hearPieces({ clips }: Voice, { edl, sources }: SoundSources): HeardPiece[] {
  const endOf = (source: number, pick: (known: KnownSound) => Rational) => {
    const known = sources[source];
    return known && pick(known);
  };
  const files = {
    sources: edl.sources,
    endOf: (source: number) => endOf(source, endOfFile),
    lastEndOf: (source: number) => endOf(source, ({ facts }) => facts.end),
  };
  return clips.flatMap((clip) =>
    loopsOf(clip, files).flatMap((piece) => {
      const { source } = piece;
      return source === undefined ? [piece] : followFiles({ ...piece, source }, files);
    }),
  );
}

/** One piece for each time that it is played, the first from the in point on, the others from the start of the source. */
function loopsOf(
  { isLooped, speed, ...clip }: HeardClip,
  files: Files & { readonly lastEndOf: Files['endOf'] },
): HeardPiece[] {
  const drift = speed && compare(speed, one) !== 0 ? { speed } : {};
  const whole = { ...clip, ...drift };
  if (!isLooped || clip.source === undefined) return [whole];
  const end = endOfRecording(clip.source, files);
  if (isLess(end, leastLoop)) return [whole];
  const pieces: HeardPiece[] = [];
  let { inPoint, duration } = clip;
  while (isLess(zero, duration)) {
    const left = divide(subtract(end, inPoint), speed ?? one);
    if (!isLess(left, duration)) return [...pieces, { ...whole, inPoint, duration }];
    if (isLess(zero, left)) pieces.push({ ...whole, inPoint, duration: left });
    duration = isLess(zero, left) ? subtract(duration, left) : duration;
    // One that is asked for past its end is played from there as if it had gone round.
    inPoint = isLess(zero, left) ? zero : subtract(inPoint, end);
  }
  return pieces;
}
