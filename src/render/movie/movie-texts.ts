import { captionTrack, chapterList, chapterTrack } from '../../mp4/text/text-track.ts';
import type { ChapterMark } from '../../mp4/write/chapter-marks.ts';
import type { MovieSpec, PictureTrackSpec } from '../../mp4/write/movie-spec.ts';
import type { Caption, Chapter } from '../../timeline/edl.ts';
import { multiply, rational, round, type Rational } from '../../timeline/rational.ts';

/** Words that a movie carries as tracks of their own, in seconds of the movie. */
export interface MovieTexts {
  readonly captions: readonly Caption[];
  /** By their time. */
  readonly chapters: readonly Chapter[];
}

/** What somebody who reads the finished file should find. */
export interface WrittenWords {
  readonly hasCaptions: boolean;
  readonly chapters: number;
}

/** Of an MP4. */
export function wordsWrittenBy({ texts = [] }: Pick<MovieSpec, 'texts'>): WrittenWords {
  const chapters = texts.find(({ kind }) => kind === 'chapters')?.samples.length ?? 0;
  return { hasCaptions: texts.some(({ kind }) => kind === 'captions'), chapters };
}

/** What words add to a movie with these pictures, which last `frames` frames. Nothing past the end is kept. */
export function textTracksOf(
  { captions, chapters }: MovieTexts,
  { timescale, ticksPerFrame, width, height, pixelAspect }: Omit<PictureTrackSpec, 'runs'>,
  frames: number,
): Pick<MovieSpec, 'texts' | 'userData'> {
  const ticks = frames * ticksPerFrame;
  const tickAt = tickOf(timescale);
  const aspect = pixelAspect ?? { h: 1, v: 1 };
  const screen = { width: (width * aspect.h) / aspect.v, height, ticks };
  const marks = chapterMarks(chapters, timescale);
  const cues = captions.map(({ text, from, to }) => ({ text, from: tickAt(from), to: tickAt(to) }));
  const tracks = [captionTrack(cues, screen), chapterTrack(marks, screen)];
  return {
    texts: tracks.filter((track) => track !== undefined),
    userData: chapterList(marks, { ticks, timescale }),
  };
}

/** Chapters on the ticks of a movie. */
export function chapterMarks(chapters: MovieTexts['chapters'], timescale: number): ChapterMark[] {
  const tickAt = tickOf(timescale);
  return chapters.map(({ time, title }) => ({ from: tickAt(time), title }));
}

function tickOf(timescale: number): (seconds: Rational) => number {
  return (seconds) => Number(round(multiply(seconds, rational(timescale))));
}
