import { lowerBound } from '../../shared/lower-bound.ts';
import { BOUNDARY, type PictureIndex, type SourceFacts } from '../facts/facts.ts';
import type { Pictures, Span } from '../plan/plan.ts';

/** A source that may be copied by all that is known of its stream. */
export interface CopyableSource {
  readonly source: number;
  readonly name: string;
  readonly facts: SourceFacts;
  readonly index: PictureIndex;
}

type SourcePictures = Extract<Pictures, { kind: 'source' }>;

/**
 * Why nothing is copied of sources that could be, a sentence each: it then lies in where their clips begin and end.
 * `rejected` are the clips whose splice did not verify, of which a warning tells. With some of it copied there is
 * nothing to explain.
 */
export function explainPictures(
  spans: readonly Span[],
  sources: readonly CopyableSource[],
  rejected: ReadonlySet<number> = new Set(),
): string[] {
  return sources.flatMap(({ source, name, index }) => {
    if (spans.some((span) => span.kind === 'copy' && span.source === source)) return [];
    const shown = spans.flatMap((span) =>
      span.kind === 'encode' && span.pictures.kind === 'source' && span.pictures.source === source
        ? [{ clip: span.clip, pictures: span.pictures }]
        : [],
    );
    if (shown.length === 0 || shown.some(({ clip }) => rejected.has(clip))) return [];
    const runs = shown.map(({ pictures }) => pictures).filter(({ isRun }) => isRun);
    return [`${name} is re-encoded: ${obstacleOf(runs, index)}.`];
  });
}

function obstacleOf(runs: readonly SourcePictures[], index: PictureIndex): string {
  if (runs.length === 0) return 'its pictures do not fall one on each frame of the output';
  const boundaries = boundariesIn(runs, index);
  if ([BOUNDARY.idr, BOUNDARY.cra, BOUNDARY.recovery].some((kind) => boundaries.has(kind)))
    return 'what could be copied of it is too short to be worth a splice';
  if (boundaries.has(BOUNDARY.other))
    return 'its pictures change in mid-file, in size for instance, and those in its clips are not like the first ones';
  return boundaries.has(BOUNDARY.keyframe)
    ? 'no keyframe in its clips is known to be an IDR, and a copy can begin at no other'
    : 'its clips hold no keyframe at which a copy could begin';
}

/** What kinds of keyframes are shown in these runs. */
function boundariesIn(runs: readonly SourcePictures[], { rank, boundary }: PictureIndex): Set<number> {
  const found = new Set<number>();
  const ordered = runs.toSorted((a, b) => a.firstOrdinal - b.firstOrdinal);
  // Up to each run, how far the runs before it and itself reach.
  let reach = -1;
  const reaches = ordered.map(({ lastOrdinal }) => (reach = Math.max(reach, lastOrdinal)));
  rank.forEach((ordinal, packet) => {
    const kind = boundary[packet] ?? BOUNDARY.none;
    if (kind === BOUNDARY.none || found.has(kind)) return;
    const last = lowerBound(ordered.length, (i) => (ordered[i]?.firstOrdinal ?? 0) > ordinal) - 1;
    if ((reaches[last] ?? -1) >= ordinal && ordinal >= 0) found.add(kind);
  });
  return found;
}
