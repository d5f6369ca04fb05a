import type { ColourFacts } from './facts.ts';

/**
 * Every colour description of H.273 (ISO/IEC 23091-2) by the name FFmpeg prints for it. Names that are not here are
 * reserved or unspecified: 0, 2 and 3 of the first two columns, and 2 and 3 of the matrices.
 */
const points = {
  primaries: {
    bt709: 1,
    bt470m: 4,
    bt470bg: 5,
    smpte170m: 6,
    smpte240m: 7,
    film: 8,
    bt2020: 9,
    smpte428: 10,
    smpte431: 11,
    smpte432: 12,
    ebu3213: 22,
    'jedec-p22': 22,
  },
  transfer: {
    bt709: 1,
    bt470m: 4,
    bt470bg: 5,
    smpte170m: 6,
    smpte240m: 7,
    linear: 8,
    log100: 9,
    log316: 10,
    'iec61966-2-4': 11,
    bt1361e: 12,
    'iec61966-2-1': 13,
    'bt2020-10': 14,
    'bt2020-12': 15,
    smpte2084: 16,
    smpte428: 17,
    'arib-std-b67': 18,
  },
  matrix: {
    gbr: 0,
    bt709: 1,
    fcc: 4,
    bt470bg: 5,
    smpte170m: 6,
    smpte240m: 7,
    ycgco: 8,
    bt2020nc: 9,
    bt2020c: 10,
    smpte2085: 11,
    'chroma-derived-nc': 12,
    'chroma-derived-c': 13,
    ictcp: 14,
    'ipt-c2': 15,
    'ycgco-re': 16,
    'ycgco-ro': 17,
  },
} as const satisfies Record<'primaries' | 'transfer' | 'matrix', Readonly<Record<string, number>>>;

type Property = keyof typeof points;

/** The code point that a name stands for; 2, unspecified, where H.273 has none for it. */
export function codePointOf(property: Property, name: string): number {
  const named: Readonly<Record<string, number>> = points[property];
  return Object.hasOwn(named, name) ? (named[name] ?? 2) : 2;
}

/** FFmpeg's name of a code point; undefined for those that are reserved or unspecified. */
export function colourNameOf(property: Property, code: number): string | undefined {
  return Object.entries(points[property]).find(([, point]) => point === code)?.[0];
}

/** What a matrix says of the primaries where nobody names them. */
const primariesOfMatrix: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  fcc: 'bt470m',
  bt470bg: 'bt470bg',
  smpte170m: 'smpte170m',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
  ictcp: 'bt2020',
};

/** Fills what a stream leaves unsaid, or says by a name that H.273 does not know, with `standard`. */
export function fillColour(
  colour: ColourFacts,
  { standard, range }: { standard: 'bt709' | 'smpte170m'; range: 'tv' | 'pc' },
): Required<ColourFacts> {
  const known = (property: Property) => {
    const name = colour[property];
    return name !== undefined && codePointOf(property, name) !== 2 ? name : undefined;
  };
  const matrix = known('matrix');
  return {
    primaries: known('primaries') ?? primariesOfMatrix[matrix ?? ''] ?? standard,
    transfer: known('transfer') ?? standard,
    matrix: matrix ?? standard,
    range: colour.range ?? range,
  };
}
