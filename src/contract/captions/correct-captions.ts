import type { Caption } from '../../timeline/edl.ts';
import { toNumber } from '../../timeline/rational.ts';
import type { CaptionCorrection } from '../config-v2/graphics-schema.ts';

/** Captions as people corrected them: what a correction leaves no word of is gone. Times that no caption has do nothing. */
export function correctCaptions(
  captions: readonly Caption[],
  corrections: readonly CaptionCorrection[],
): readonly Caption[] {
  if (corrections.length === 0) return captions;
  const texts = new Map(corrections.map(({ from, to, text }) => [timesKey(from, to), text]));
  return captions.flatMap((caption) => {
    const text = texts.get(timesKey(toNumber(caption.from), toNumber(caption.to)));
    if (text === undefined) return [caption];
    return text.trim() === '' ? [] : [{ ...caption, text }];
  });
}

/** What tells captions of one file apart: files hold their times in milliseconds. */
export function timesKey(from: number, to: number): string {
  return `${Math.round(from * 1000)} ${Math.round(to * 1000)}`;
}
