import type { ProbedSource } from '../../../ffmpeg/answers/parse-probe.ts';
import { editPasses } from '../../../ffmpeg/sound/edit-passes.ts';
import type { SoundEdit } from '../../../planner/facts/facts.ts';
import { add, rational, zero, type Rational } from '../../../timeline/rational.ts';
import type { Mp4Index } from './mp4-index.ts';

/** An edit list that goes back and forth more often than this is left to FFmpeg. */
const mostPasses = 8;
const mostEdits = 2000;

/**
 * The pieces of a sound track that its edit list plays, where they are several: FFmpeg cuts all but the first at borders
 * of packets. Undefined where there is one piece, where pieces are played at another speed, or tracks are mixed.
 */
export function soundEdits({ movie }: Mp4Index, { audio }: ProbedSource): SoundEdit[] | undefined {
  const track = audio && !audio.voices ? movie.tracks[audio.streamIndex] : undefined;
  if (track?.kind !== 'audio' || track.edits.length > mostEdits) return undefined;
  let at: Rational = zero;
  const edits: SoundEdit[] = [];
  for (const { segmentDuration, mediaTime, rate } of track.edits) {
    const length = rational(segmentDuration, movie.timescale);
    if (mediaTime >= 0) {
      if (rate !== 1 || segmentDuration <= 0) return undefined;
      const from = rational(mediaTime, track.timescale);
      edits.push({ from, to: add(from, length), at });
    }
    at = add(at, length);
  }
  return edits.length > 1 && editPasses(edits).length <= mostPasses ? edits : undefined;
}
