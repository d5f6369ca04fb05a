import type { EdlSource } from '../../timeline/edl.ts';
import {
  add,
  divide,
  isLess,
  multiply,
  rational,
  subtract,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import type { KnownSound } from '../facts/facts.ts';

/** What is asked of one recording, from a source on, for a stretch of the programme. */
export interface AskedOfFiles {
  readonly source: number;
  /** Source time, in seconds, at which it begins; may lie past the end of that file. */
  readonly inPoint: Rational;
  /** Seconds of the programme. */
  readonly duration: Rational;
  /** Seconds of the source for each second of the programme; 1 where it is left out. */
  readonly speed?: Rational;
}

export interface Files {
  readonly sources: readonly Pick<EdlSource, 'next'>[];
  /** Source time at which a file passes on to the next one (`endOfFile`); undefined for one that was not read. */
  readonly endOf: (source: number) => Rational | undefined;
}

/**
 * Divides what is asked of a recording in several files at the ends of those files: each part lies in one file, but
 * for what comes before the first and past the last. Parts are in order, none empty, and last as long as the whole to
 * the last fraction; everything else of it is kept. What stays in one file is answered as it was given.
 */
export function followFiles<Asked extends AskedOfFiles>(asked: Asked, { sources, endOf }: Files): Asked[] {
  const { speed = one } = asked;
  const parts: Asked[] = [];
  let { source, inPoint, duration } = asked;
  const visited = new Set<number>();
  for (;;) {
    visited.add(source);
    const next = sources[source]?.next;
    const end = endOf(source);
    // A file that goes on in itself, or is not there, ends the recording.
    if (next === undefined || end === undefined || visited.has(next)) break;
    const left = divide(subtract(end, inPoint), speed);
    if (!isLess(left, duration)) break;
    if (isLess(zero, left)) {
      parts.push({ ...asked, source, inPoint, duration: left });
      duration = subtract(duration, left);
      inPoint = end;
    }
    inPoint = subtract(inPoint, end);
    source = next;
  }
  return parts.length === 0 && source === asked.source
    ? [asked]
    : [...parts, { ...asked, source, inPoint, duration }];
}

const one = rational(1);

/**
 * Where a file passes on to the next one of its recording, in source time: picture and sound switch at the same
 * instant, which is the end of the last picture, one frame after it begins. A file without a picture ends where it ends.
 */
export function endOfFile({ facts, index }: KnownSound): Rational {
  const last = index?.timing.pts.at(-1);
  if (!facts.video || !index || last === undefined) return facts.end;
  const begin = subtract(
    multiply(rational(BigInt(Math.round(last))), index.timing.timebase),
    index.timing.origin,
  );
  return add(begin, divide(one, facts.video.rate));
}

/** The recording as one file, in source time of its first one: where it ends. */
export function endOfRecording(
  first: number,
  files: Files & { readonly lastEndOf: Files['endOf'] },
): Rational {
  let total = zero;
  let source = first;
  const visited = new Set<number>();
  for (;;) {
    visited.add(source);
    const next = files.sources[source]?.next;
    const end = files.endOf(source);
    if (next === undefined || end === undefined || visited.has(next))
      return add(total, files.lastEndOf(source) ?? zero);
    total = add(total, end);
    source = next;
  }
}
