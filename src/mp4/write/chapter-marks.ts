/** A chapter of a movie; it lasts until the next one begins. */
export interface ChapterMark {
  readonly title: string;
  /** Ticks of the movie's pictures. */
  readonly from: number;
}

/** Those that begin within the movie, which lasts `ticks`; of several on one tick a player could show only the last. */
export function distinctMarks<Mark extends ChapterMark>(chapters: readonly Mark[], ticks: number): Mark[] {
  return chapters.filter(({ from }, i) => from < ticks && chapters[i + 1]?.from !== from);
}
