import { utf8Bytes } from '../../shared/utf8-bytes.ts';
import { distinctMarks, type ChapterMark } from '../write/chapter-marks.ts';
import { captionShare } from '../write/plan-tracks.ts';
import { box, fullBox, ascii, joinParts, u16, u32, u64List, u8 } from '../write/boxes/box-writer.ts';
import type { TextSample, TextTrackSpec } from '../write/movie-spec.ts';

/** Words that are shown for a stretch of a movie, `[from, to)` in ticks of its pictures. */
export interface ShownText {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** How a movie is shown, for words that lie over it. */
interface Screen {
  /** Square pixels. */
  readonly width: number;
  readonly height: number;
  /** Length of the movie. */
  readonly ticks: number;
}

/**
 * A track of captions as 3GPP timed text (`tx3g`), which players offer and FFmpeg calls `mov_text`. Undefined where no
 * caption is shown. Captions that are shown at once are lines of one sample.
 */
export function captionTrack(cues: readonly ShownText[], screen: Screen): TextTrackSpec | undefined {
  const shown = cues
    .map((cue) => ({ ...cue, from: Math.max(0, cue.from), to: Math.min(screen.ticks, cue.to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  if (shown.length === 0) return undefined;
  return {
    kind: 'captions',
    sampleEntry: textEntry('tx3g', captionStyle(screen)),
    delayTicks: 0,
    samples: captionSamples(shown),
  };
}

/** More captions at once than anybody can read. */
const mostAtOnce = 8;

/** A sample for every stretch in which the same captions are shown, and an empty one where there are none. */
function captionSamples(cues: readonly ShownText[]): TextSample[] {
  const samples: TextSample[] = [];
  let shown: readonly ShownText[] = [];
  let next = 0;
  let at = 0;
  while (next < cues.length || shown.length > 0) {
    const first = next;
    while (next < cues.length && (cues[next]?.from ?? 0) <= at) next++;
    shown = [...shown, ...cues.slice(first, next)].slice(-mostAtOnce);
    const change = Math.min(cues[next]?.from ?? Infinity, ...shown.map(({ to }) => to));
    samples.push({ bytes: textSample(shown.map(({ text }) => text).join('\n')), ticks: change - at });
    at = change;
    shown = shown.filter(({ to }) => to > change);
  }
  return samples;
}

/**
 * A track of chapters as QuickTime has them, to which the others refer. Undefined where there is none. The first one
 * may begin after the movie: until then there is none.
 */
export function chapterTrack(
  chapters: readonly ChapterMark[],
  { ticks }: Pick<Screen, 'ticks'>,
): TextTrackSpec | undefined {
  const marks = distinctMarks(chapters, ticks);
  const [first] = marks;
  if (!first) return undefined;
  return {
    kind: 'chapters',
    sampleEntry: textEntry('text', chapterStyle),
    delayTicks: first.from,
    samples: marks.map(({ title, from }, i) => ({
      // Without `encd` QuickTime takes the title for MacRoman.
      bytes: joinParts([textSample(title), box('encd', u32(0x100))]),
      ticks: (marks[i + 1]?.from ?? ticks) - from,
    })),
  };
}

/** The list counts them in one byte. */
const mostListed = 255;

/**
 * The same chapters as the list that Nero's players and many others read (`udta` with `chpl`); `timescale` is that of
 * their ticks. Titles beyond 255 bytes are cut at a character.
 */
export function chapterList(
  chapters: readonly ChapterMark[],
  { ticks, timescale }: { readonly ticks: number; readonly timescale: number },
): Uint8Array | undefined {
  const marks = distinctMarks(chapters, ticks).slice(0, mostListed);
  if (marks.length === 0) return undefined;
  const entries = marks.map(({ title, from }) => {
    const name = cutText(title, 255);
    // In units of 100 ns.
    return [u64List([Math.round((from * 1e7) / timescale)]), u8(name.length), name];
  });
  return box('udta', fullBox('chpl', 1 << 24, u32(0), u8(marks.length), entries));
}

function textSample(text: string): Uint8Array {
  const bytes = cutText(text, 0xffff);
  return joinParts([u16(bytes.length), bytes]);
}

/** The text in UTF-8, in at most so many bytes, without half of a character at its end. */
function cutText(text: string, most: number): Uint8Array {
  const bytes = utf8Bytes(text);
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

interface Style {
  /** How the text stands in its box: −1, 0 or 1 from left to right and from top to bottom. */
  readonly alignment: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

function captionStyle({ width, height }: Screen): Style {
  return {
    // Centred, at the bottom.
    alignment: u8(1, 0xff),
    width: Math.round(width),
    height: Math.round(captionShare * height),
    fontSize: Math.max(1, Math.min(255, Math.round(0.05 * height))),
  };
}

const chapterStyle: Style = { alignment: u8(0, 0), width: 0, height: 0, fontSize: 0 };

const font = 'Sans-Serif';

/** 3GPP TS 26.245, 5.16; QuickTime's own has the same form. */
function textEntry(type: 'tx3g' | 'text', { alignment, width, height, fontSize }: Style): Uint8Array {
  const displayFlags = u32(0);
  const background = u8(0, 0, 0, 0);
  const textBox = u16(0, 0, height, width);
  // From character 0 to 0: everything that has no style of its own; font 1, plain, white.
  const style = [u16(0, 0, 1), u8(0, fontSize), u8(255, 255, 255, 255)];
  const fonts = box('ftab', u16(1, 1), u8(font.length), ascii(font));
  const sixReserved = new Uint8Array(6);
  return box(type, sixReserved, u16(1), displayFlags, alignment, background, textBox, style, fonts);
}
