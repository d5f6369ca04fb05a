/** Scripts without spaces between words: who draws words breaks their lines at spaces alone. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff01-\uff60]/u;

/** What may not begin a line, and what may not end one. */
const noStart =
  /^[\p{Pe}\p{Pf}\p{M}、。，．・：；？！ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥,.!?:;%ๆฯ]/u;
const noEnd = /[\p{Ps}\p{Pi}]$/u;

/** Widths in heights of a font; measured on Noto Sans, and wide enough for most others. */
const widths = { letter: 0.52, capital: 0.65, wide: 1 } as const;

/** Letters of Chinese, Japanese and Korean, and emoji, are as wide as they are high. */
const wide = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** About how wide a line is, in heights of its font. */
export function widthOfLine(line: string): number {
  let width = 0;
  for (const sign of line) {
    if (/\p{M}/u.test(sign)) continue;
    const isCapital = /\p{Lu}/u.test(sign);
    width += wide.test(sign) ? widths.wide : isCapital ? widths.capital : widths.letter;
  }
  return width;
}

/** The same of the widest part of a line that cannot be broken. */
export function widestPart(line: string): number {
  return Math.max(0, ...partsOf(line).map((part) => widthOfLine(part.trim())));
}

/**
 * A line in as many as it takes for each to be at most `room` wide, in heights of its font, and all of about one length.
 * Lines of scripts with spaces are left to who draws them, who knows their widths better.
 */
export function breakLine(line: string, room: number): readonly string[] {
  const width = widthOfLine(line);
  if (width <= room || !unspaced.test(line)) return [line];
  const parts = partsOf(line);
  const least = Math.ceil(width / room);
  for (let limit = width / least; limit < room; limit += widths.letter) {
    const lines = fill(parts, limit);
    if (lines.length <= least) return lines;
  }
  return fill(parts, room);
}

function fill(parts: readonly string[], limit: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthOfLine((last + part).trim()) <= limit)
      lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** Words, with the signs that stand with them. */
function partsOf(line: string): readonly string[] {
  const parts: string[] = [];
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'word' }).segment(line)) {
    const last = parts.at(-1);
    if (last !== undefined && !mayBreak(last, segment)) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}

function mayBreak(before: string, after: string): boolean {
  if (/^\s/.test(after) || noStart.test(after) || noEnd.test(before)) return false;
  const [last = '', first = ''] = [[...before].at(-1), [...after][0]];
  return /\s$/.test(before) || unspaced.test(last) || unspaced.test(first);
}
