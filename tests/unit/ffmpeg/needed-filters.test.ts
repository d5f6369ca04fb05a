import { expect, test } from 'vitest';
import { parseFilters } from '../../../src/ffmpeg/build/needed-filters.ts';

/** Shortened from `ffmpeg -hide_banner -filters` of 5.1.9. */
const listing = `Filters:
  T.. = Timeline support
  .S. = Slice threading
  A = Audio input/output
  | = Source or sink filter
 ... abench            A->A       Benchmark part of a filtergraph.
 .S. zscale            V->V       Apply resizing, colorspace and bit depth conversion.
 TSC tonemap           V->V       Conversion to/from different dynamic ranges.
 ... color             |->V       Provide an uniformly colored input.
`;

test('the filters of a listing are found by name, and nothing of its legend', () => {
  expect([...parseFilters(listing)].sort()).toEqual(['abench', 'color', 'tonemap', 'zscale']);
});

test('newer listings have two flags only', () => {
  expect(parseFilters(listing.replaceAll(/^ (..). (\w)/gm, ' $1 $2')).has('zscale')).toBe(true);
});
