import type { Caption } from '../../timeline/edl.ts';
import { isLess, rational, type Rational } from '../../timeline/rational.ts';

export type ParsedCaptions =
  | { readonly isOk: true; readonly captions: readonly Caption[] }
  /** `why` is a sentence without its subject and its full stop. */
  | { readonly isOk: false; readonly why: string };

/** A caption every half second for eight hours. */
const mostCaptions = 60_000;

/**
 * Captions of a SubRip or a WebVTT file, by their begin. Reads what players read: hours may be missing, a comma or a
 * point stands before the milliseconds, and what makes no sense is passed over. Styles and places are left out.
 */
export function parseCaptions(text: string): ParsedCaptions {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/);
  const captions: Caption[] = [];
  for (const block of blocks) {
    const caption = parseBlock(block);
    if (!caption) continue;
    captions.push(caption);
    if (captions.length > mostCaptions) {
      return { isOk: false, why: `it holds more than ${mostCaptions.toLocaleString('en')} captions` };
    }
  }
  if (captions.length === 0) return { isOk: false, why: 'there is no caption in it' };
  return {
    isOk: true,
    captions: captions.sort((a, b) => (isLess(a.from, b.from) ? -1 : isLess(b.from, a.from) ? 1 : 0)),
  };
}

const instant = String.raw`(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})`;
const timing = new RegExp(String.raw`^[ \t]*${instant}[ \t]*-->[ \t]*${instant}(?:[ \t].*)?$`);

/** A block is a caption where one of its first two lines says its times; the line before it is its number or name. */
function parseBlock(block: string): Caption | undefined {
  const lines = block.split('\n').filter((line, i) => i > 0 || line.trim() !== '');
  const at = lines.slice(0, 2).findIndex((line) => timing.test(line));
  const times = at < 0 ? null : timing.exec(lines[at] ?? '');
  if (!times) return undefined;
  const from = instantOf(times.slice(1, 5));
  const to = instantOf(times.slice(5, 9));
  const text = plainText(lines.slice(at + 1).join('\n'));
  return text === '' || !isLess(from, to) ? undefined : { text, from, to };
}

function instantOf([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (
  string | undefined
)[]): Rational {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return rational(whole * 1000 + Number(fraction.padEnd(3, '0')), 1000);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

/** Without the tags of either format and the `{\an8}` of SubRip, with what entities stand for. */
function plainText(text: string): string {
  return text
    .replace(/<\/?[a-z0-9][^<>]*>/gi, '')
    .replace(/\{\\[^{}]*\}/g, '')
    .replace(/&([a-z]+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\0/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
