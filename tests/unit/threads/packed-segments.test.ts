import { expect, it } from 'vitest';
import { packSegments, unpackSegments } from '../../../src/threads/packed-segments.ts';

it('segments come out of their arrays as they went in', () => {
  const segments = [
    { sourceIndex: 3, startTime: -0.25, endTime: 12.5, audioFromSource: true },
    { sourceIndex: 0, startTime: 1, endTime: 2, audioFromSource: false, outside: 'black' as const },
  ];
  expect(unpackSegments(packSegments(segments))).toEqual(segments);
});
