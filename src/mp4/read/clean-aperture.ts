import { boxesIn, isMalformed, orProblem, viewOf } from './box.ts';

/** A part of a stored picture, in pixels. */
export interface Aperture {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A visual sample entry is 86 bytes of fixed fields and then boxes. */
const fixedLength = 86;

/**
 * The part of its pictures that a track shows (`clap`, ISO/IEC 14496-12, 12.1.4), where all of its sample entries say the
 * same and it is not all of them. What makes no sense counts as not said.
 */
export function cleanAperture(
  entries: readonly Uint8Array[],
  size: { readonly width: number; readonly height: number },
): Aperture | undefined {
  const [first, ...others] = entries.map((entry) => apertureOf(entry, size));
  const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  if (!first || !isSame || (first.width === size.width && first.height === size.height)) return undefined;
  return first;
}

function apertureOf(
  entry: Uint8Array,
  { width, height }: { width: number; height: number },
): Aperture | undefined {
  const numbers = orProblem('the clean aperture', () => {
    const clap = [...boxesIn(entry, fixedLength)].find(({ type }) => type === 'clap');
    if (!clap) return undefined;
    const view = viewOf(entry, clap);
    const fraction = (at: number) => view.getInt32(at) / view.getInt32(at + 4);
    return { width: fraction(0), height: fraction(8), right: fraction(16), down: fraction(24) };
  });
  if (!numbers || isMalformed(numbers)) return undefined;
  const aperture = {
    x: Math.round((width - numbers.width) / 2 + numbers.right),
    y: Math.round((height - numbers.height) / 2 + numbers.down),
    width: Math.round(numbers.width),
    height: Math.round(numbers.height),
  };
  const { x, y, width: w, height: h } = aperture;
  const isInside = w > 0 && h > 0 && x >= 0 && y >= 0 && x + w <= width && y + h <= height;
  return isInside ? aperture : undefined;
}
