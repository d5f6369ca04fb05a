/** libass names each character that no installed font has, once for every time it would be drawn. */
const missing = /failed to find any fallback with glyph 0x([0-9A-F]+)/gi;

/** The characters that a child could not draw, in their order, each once. */
export function missingGlyphs(stderr: string): string {
  const points = [...stderr.matchAll(missing)].map(([, hex = '']) => Number.parseInt(hex, 16));
  return [...new Set(points)]
    .filter((point) => point > 0 && point <= 0x10_ff_ff)
    .map((point) => String.fromCodePoint(point))
    .join('');
}
