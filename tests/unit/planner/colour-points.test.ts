import { describe, expect, it } from 'vitest';
import { codePointOf, colourNameOf, fillColour } from '../../../src/planner/facts/colour-points.ts';

/** H.273, tables 2 to 4: every code point that is neither reserved nor unspecified. */
const specified = {
  primaries: [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22],
  transfer: [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
  matrix: [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
} as const;
const standard = { standard: 'bt709', range: 'tv' } as const;

describe('colours by name and by number', () => {
  it.each(['primaries', 'transfer', 'matrix'] as const)('know all %s of H.273, both ways', (property) => {
    const named = Array.from({ length: 256 }, (_, code) => code).filter((code) => {
      const name = colourNameOf(property, code);
      return name !== undefined && codePointOf(property, name) === code;
    });
    expect(named).toEqual(specified[property]);
  });

  it('take what is not in the standard for unsaid', () => {
    expect(codePointOf('matrix', 'reserved')).toBe(2);
    expect(codePointOf('primaries', 'constructor')).toBe(2);
    const colour = fillColour({ primaries: 'reserved', matrix: 'bt2020c', transfer: 'new' }, standard);
    expect(colour).toEqual({ primaries: 'bt2020', matrix: 'bt2020c', transfer: 'bt709', range: 'tv' });
  });
});
