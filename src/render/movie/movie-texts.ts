import { captionTrack, chapterList, chapterTrack } from '../../mp4/text/text-track.ts';
import type { MovieSpec, PictureTrackSpec } from '../../mp4/write/movie-spec.ts';
import type { Caption, Chapter } from '../../timeline/edl.ts';
import { multiply, rational, round, type Rational } from '../../timeline/rational.ts';

/** Words that a movie carries as tracks of their own, in seconds of the movie. */
export interface MovieTexts {
  readonly captions: readonly Caption[];
  /** By their time. */
  readonly chapters: readonly Chapter[];
}

/** What words add to a movie with these pictures, which last `frames` frames. Nothing past the end is kept. */
export function textTracksOf(
  { captions, chapters }: MovieTexts,
  { timescale, ticksPerFrame, width, height, pixelAspect }: Omit<PictureTrackSpec, 'runs'>,
  frames: number,
): Pick<MovieSpec, 'texts' | 'userData'> {
  const ticks = frames * ticksPerFrame;
  const tickAt = (seconds: Rational) => Number(round(multiply(seconds, rational(timescale))));
  const aspect = pixelAspect ?? { h: 1, v: 1 };
  const screen = { width: (width * aspect.h) / aspect.v, height, ticks };
  const marks = chapters.map(({ time, title }) => ({ from: tickAt(time), title }));
  const cues = captions.map(({ text, from, to }) => ({ text, from: tickAt(from), to: tickAt(to) }));
  const tracks = [captionTrack(cues, screen), chapterTrack(marks, screen)];
  return {
    texts: tracks.filter((track) => track !== undefined),
    userData: chapterList(marks, { ticks, timescale }),
  };
}
