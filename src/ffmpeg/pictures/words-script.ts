import { whiteSignal } from '../../planner/pictures/transfer-curves.ts';
import type { PictureFormat, ShownWords } from '../../planner/plan/plan.ts';
import { breakLine, widestPart, widthOfLine } from '../../shared/break-lines.ts';
import { toNumber } from '../../timeline/rational.ts';

/** The family asked for; where a script is not in it, fontconfig looks for one that has it. */
const family = 'Noto Sans';

/** Seconds in which a title comes and goes. */
const fadeSeconds = 0.25;

/** How much wider bold letters are. */
const boldness = 1.1;

/**
 * Titles and captions as a script of Advanced SubStation Alpha, for FFmpeg's `ass` filter: libass shapes every script,
 * and no word is part of a command. Times count from the first frame of the span. What is seen begins and ends on frames:
 * times are set between two of them, since the script knows hundredths of a second only.
 */
export function wordsScript(words: readonly ShownWords[], format: PictureFormat): string {
  const size = screenOf(format);
  const events = words.map((shown) => eventOf(shown, { size, rate: toNumber(format.rate) }));
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${size.width}`,
    `PlayResY: ${size.height}`,
    'ScaledBorderAndShadow: yes',
    'WrapStyle: 0',
    // Black and white look the same in every matrix; without this line old ones are assumed.
    'YCbCr Matrix: None',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    ...Object.entries(stylesFor(size)).map(
      ([name, style]) => `Style: ${name},${family},${style.join(',')},1`,
    ),
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Text',
    ...events,
    '',
  ].join('\n');
}

interface Screen {
  readonly width: number;
  readonly height: number;
  /** What letters are measured by: large enough on a phone held upright, and not too large on a wide screen. */
  readonly unit: number;
  /** The colour of letters, as scripts write it. */
  readonly white: string;
  /** Pixels left free on either side, and below. */
  readonly side: number;
  readonly below: number;
}

/**
 * In shares of the frame. Apps that play upright clips lay their own words over the lowest fifth and buttons over the right
 * tenth (the safe zones that TikTok, Reels and Shorts tell advertisers).
 */
const margins = { wide: { side: 0.06, below: 0.08 }, upright: { side: 0.1, below: 0.2 } } as const;

/** As if pixels were square. */
function screenOf({ width, height, pixelAspect, colour }: PictureFormat): Screen {
  const shown = Math.round(width * toNumber(pixelAspect));
  const { side, below } = margins[height > shown ? 'upright' : 'wide'];
  return {
    ...{ width: shown, height, unit: Math.min(height, shown * 1.2), white: whiteOf(colour) },
    side: Math.round(side * shown),
    below: Math.round(below * height),
  };
}

/** libass paints signals as they are: white would be the brightest that an HDR screen can show. */
function whiteOf({ transfer }: PictureFormat['colour']): string {
  const value = Math.round(255 * whiteSignal(transfer)).toString(16);
  return `&H00${value.repeat(3).toUpperCase()}`;
}

type Style = readonly (string | number)[];

/**
 * Size, colours (text, outline, background), bold, kind of border, its width, shadow, place (numpad), margins. The border
 * of kind 4 is libass's own: one box behind all lines, wider than they are by the shadow. That of kind 3 is one a line, and
 * where two of them overlap they are twice as dark.
 */
function stylesFor({ side, below, unit, white }: Screen): Record<ShownWords['style'], Style> {
  const [dark, veil] = ['&H00101010', '&H73000000'];
  const px = (share: number) => Math.max(1, Math.round(share * unit));
  return {
    'lower-third': [px(0.052), white, veil, veil, 1, 4, 0, px(0.016), 1, side, side, below + px(0.016)],
    centre: [px(0.09), white, dark, veil, 1, 1, px(0.003), px(0.004), 5, side, side, 0],
    plain: [px(0.052), white, dark, veil, 0, 1, px(0.003), px(0.003), 2, side, side, below],
    caption: [px(0.05), white, dark, veil, 0, 1, px(0.0045), px(0.002), 2, side, side, below],
  };
}

function eventOf(shown: ShownWords, { size, rate }: { size: Screen; rate: number }): string {
  const { text, style, from, to } = shown;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const isTitle = style !== 'caption';
  // An event that began before the span is not faded in again.
  const milliseconds = Math.round(1000 * Math.min(fadeSeconds, (to - from) / 3));
  const fade = isTitle ? fadeTag(shown, milliseconds) : '';
  const said = style === 'lower-third' ? lowerThird(lines, size) : sized(lines, style, size);
  const [start, end] = [from, to].map((seconds) => timeText(seconds - 0.5 / rate));
  return `Dialogue: 0,${start},${end},${style},${fade && `{${fade}}`}${said}`;
}

/** By times of the event itself, which may begin before the script does. */
function fadeTag({ from, to }: ShownWords, length: number): string {
  const start = Math.min(0, Math.round(1000 * from));
  const whole = Math.round(1000 * (to - from));
  return `\\fade(255,0,255,${start},${start + length},${start + whole - length},${start + whole})`;
}

/** The first line is the name, the others what he or she is. */
function lowerThird([name = '', ...rest]: readonly string[], { unit, ...screen }: Screen): string {
  const room = roomOf(screen);
  const first = fitLines([name], { usual: 0.052 * unit, room: room / boldness, most: 2 });
  const others = fitLines(rest, { usual: 0.036 * unit, room, most: rest.length + 2 });
  return [textOf(first), ...(rest.length > 0 ? [`{\\b0}${textOf(others)}`] : [])].join('\\N');
}

function sized(lines: readonly string[], style: 'centre' | 'plain' | 'caption', screen: Screen): string {
  const usual = Number(stylesFor(screen)[style][0]);
  const room = roomOf(screen) / (style === 'centre' ? boldness : 1);
  return textOf(fitLines(lines, { usual, room, most: style === 'caption' ? 2 : 4 }));
}

interface FittedLines {
  readonly fontSize: number;
  readonly lines: readonly string[];
}

function textOf({ fontSize, lines }: FittedLines): string {
  return `{\\fs${fontSize}}${lines.map(escapeText).join('\\N')}`;
}

/** What the margins leave of the width of a frame. */
function roomOf({ width, side }: Pick<Screen, 'width' | 'side'>): number {
  return width - 2 * side;
}

/**
 * As large as usual, or as small as it takes for words that are too long for so many lines, or one of which is wider than
 * the `room`, in pixels; and broken where libass, which breaks lines at spaces, would let them run out of the picture.
 */
function fitLines(
  lines: readonly string[],
  { usual, room, most }: { readonly usual: number; readonly room: number; readonly most: number },
): FittedLines {
  const all = lines.map(widthOfLine);
  const total = all.reduce((sum, width) => sum + width, 0);
  // Lines are broken at words: a tenth is lost.
  const byLength = (0.9 * most * room) / Math.max(1, total);
  const perLine = lines.length >= most ? room / Math.max(...all, 1) : Infinity;
  const perPart = room / Math.max(...lines.map(widestPart), 1);
  const fontSize = Math.max(8, Math.floor(Math.min(usual, byLength, perLine, perPart)));
  return { fontSize, lines: lines.flatMap((line) => breakLine(line, room / fontSize)) };
}

/** Braces and backslashes are commands in a script; a word joiner behind a backslash keeps it from being one. */
function escapeText(text: string): string {
  return text
    .replaceAll('\\', '\\\u2060')
    .replaceAll('{', '\\{')
    .replaceAll('}', '\\}')
    .replace(/[\u0000-\u001f]/g, ' ');
}

/** `0:00:01.25`; nothing begins before the script. */
function timeText(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const two = (value: number) => String(value).padStart(2, '0');
  const [whole, rest] = [Math.floor(hundredths / 100), hundredths % 100];
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${two(rest)}`;
}
