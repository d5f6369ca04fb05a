import type { Caption } from '../../timeline/edl.ts';
import { multiply, rational, round, type Rational } from '../../timeline/rational.ts';

/** Captions as a WebVTT file. */
export function writeVtt(captions: readonly Caption[]): string {
  const cues = captions.map(({ text, from, to }) => `${clock(from)} --> ${clock(to)}\n${vttText(text)}\n`);
  return ['WEBVTT\n', ...cues].join('\n');
}

/** `01:02:03.456` */
function clock(seconds: Rational): string {
  const milliseconds = Number(round(multiply(seconds, rational(1000))));
  const part = (per: number, of: number, digits: number) =>
    String(Math.floor(milliseconds / per) % of).padStart(digits, '0');
  return `${part(3_600_000, 10_000, 2)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

/** The text of a cue. An arrow in a caption would begin another one, and so would an empty line. */
export function vttText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\n{2,}/g, '\n');
}
