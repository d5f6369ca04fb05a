import { expect, it } from 'vitest';
import { missingGlyphs } from '../../../src/ffmpeg/pictures/missing-glyphs.ts';

it('names each character that no font has once, as libass 0.17 says it', () => {
  const line = (hex: string) =>
    `[Parsed_ass_10 @ 0x55843aeda240] [warning] fontselect: failed to find any fallback with glyph 0x${hex} for font: (Noto Sans, 700, 0)`;
  expect(missingGlyphs([line('65E5'), line('672C'), line('65E5'), line('1F600')].join('\n'))).toBe('日本😀');
  expect(missingGlyphs('[warning] something else')).toBe('');
});
