import { expect, test } from 'vitest';
import { pictureTiming } from '../../../src/mp4/write/plan-tracks.ts';
import type { PictureRun } from '../../../src/mp4/write/movie-spec.ts';

test('an export of more runs than a function takes arguments can be laid out', () => {
  const samples = {
    count: 2,
    offset: Float64Array.of(0, 10),
    size: Uint32Array.of(10, 10),
    isSync: Uint8Array.of(1, 0),
    displayOrder: Uint32Array.of(1, 0),
  };
  const run: PictureRun = { path: 'a', sampleEntry: new Uint8Array(8), samples };
  const runs = new Array<PictureRun>(200_000).fill(run);
  const timing = pictureTiming({ timescale: 25, ticksPerFrame: 1, width: 16, height: 16, runs });
  expect(timing.reorderDepth).toBe(1);
});
