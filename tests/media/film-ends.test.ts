import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { footageMatrix } from './footage/matrix.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

/** Clips at and past the ends of films that random exports once got wrong. */
const ends: readonly (readonly [film: string, why: string, clips: readonly (readonly [number, number])[]])[] =
  [
    [
      'time before zero',
      'a span of nothing but the last picture',
      [
        [3.058, 4.715724],
        [3.876313, 3.925233],
        [3.99, 4.02],
      ],
    ],
    [
      'Matroska from 7 s on',
      'the stated length counts from zero',
      [
        [3.066667, 4.533333],
        [3.687121, 4.687912],
      ],
    ],
    ['uneven times with a hole of 3 s', 'the last picture is said to last no time', [[5.1, 5.55]]],
    ['uneven times in Matroska', 'nobody says how long the last picture lasts', [[5.1, 5.55]]],
  ];

it.each(ends)('%s: %s', async (film, _, clips) => {
  const spec = footageMatrix.find(([name]) => name === film)?.[1];
  if (!spec) throw new Error(`The matrix has no film ${film}`);
  const source = await makeFootage(spec);
  const edit = {
    ...{ rate: { num: 30, den: 1 }, width: 192, height: 108, includeAudio: true, sources: [source] },
    clips: clips.map(([inSeconds, outSeconds]) => ({ source: 0, inSeconds, outSeconds, withSound: true })),
  };
  const { complaints } = await exportAndJudge(studio, { edit, codec: 'h264' });
  expect(complaints).toEqual([]);
});
