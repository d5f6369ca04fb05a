import { whiteSignal } from '../../planner/pictures/transfer-curves.ts';
import type { PictureFormat, ShownWords } from '../../planner/plan/plan.ts';
import { toNumber } from '../../timeline/rational.ts';

/** The family asked for; where a script is not in it, fontconfig looks for one that has it. */
const family = 'Noto Sans';

/** Seconds in which a title comes and goes. */
const fadeSeconds = 0.25;

/** Widths of a letter and heights of a line, in font sizes; measured on Noto Sans, and wide enough for most others. */
const letter = { width: 0.52, wideWidth: 1, line: 1.3 } as const;

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
}

/** As if pixels were square. */
function screenOf({ width, height, pixelAspect, colour }: PictureFormat): Screen {
  const shown = Math.round(width * toNumber(pixelAspect));
  return { width: shown, height, unit: Math.min(height, shown * 1.2), white: whiteOf(colour) };
}

/** libass paints signals as they are: white would be the brightest that an HDR screen can show. */
function whiteOf({ transfer }: PictureFormat['colour']): string {
  const value = Math.round(255 * whiteSignal(transfer)).toString(16);
  return `&H00${value.repeat(3).toUpperCase()}`;
}

type Style = readonly (string | number)[];

/** Size, colours (text, outline, background), bold, kind of border, its width, shadow, place (numpad), margins. */
function stylesFor({ width, height, unit, white }: Screen): Record<ShownWords['style'], Style> {
  const [dark, veil] = ['&H00101010', '&H73000000'];
  const px = (share: number) => Math.max(1, Math.round(share * unit));
  const [side, below] = [Math.round(width * 0.06), Math.round(height * 0.08)];
  return {
    'lower-third': [
      px(0.052),
      white,
      veil,
      veil,
      1,
      3,
      px(0.016),
      0,
      1,
      side,
      side,
      Math.round(height * 0.1),
    ],
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
  const fit = `\\fs${fontSize(lines, style, size)}`;
  const said = style === 'lower-third' ? lowerThird(lines, size) : lines.map(escapeText).join('\\N');
  const [start, end] = [from, to].map((seconds) => timeText(seconds - 0.5 / rate));
  return `Dialogue: 0,${start},${end},${style},{${fade}${style === 'lower-third' ? '' : fit}}${said}`;
}

/** By times of the event itself, which may begin before the script does. */
function fadeTag({ from, to }: ShownWords, length: number): string {
  const start = Math.min(0, Math.round(1000 * from));
  const whole = Math.round(1000 * (to - from));
  return `\\fade(255,0,255,${start},${start + length},${start + whole - length},${start + whole})`;
}

/** The first line is the name, the others what he or she is. */
function lowerThird(lines: readonly string[], { unit }: Screen): string {
  const [name = '', ...rest] = lines.map(escapeText);
  const small = `\\N{\\b0\\fs${Math.round(unit * 0.036)}}`;
  return [name, ...rest].join(small);
}

/** As large as the style says, or as small as it takes for two lines of captions and for words that are too long. */
function fontSize(lines: readonly string[], style: ShownWords['style'], screen: Screen): number {
  const usual = Number(stylesFor(screen)[style][0]);
  const room = screen.width * 0.88;
  const widths = lines.map(widthOf);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const mostLines = style === 'caption' ? 2 : 4;
  // Lines are broken at words: a tenth is lost.
  const byLength = (0.9 * mostLines * room) / Math.max(1, total);
  const perLine = lines.length >= mostLines ? room / Math.max(...widths, 1) : Infinity;
  return Math.max(8, Math.floor(Math.min(usual, byLength, perLine)));
}

/** In font sizes. Letters of Chinese, Japanese and Korean are as wide as they are high. */
function widthOf(line: string): number {
  let width = 0;
  for (const sign of line)
    width += /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/.test(sign)
      ? letter.wideWidth
      : letter.width;
  return width;
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
