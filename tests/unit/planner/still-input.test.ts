import { describe, expect, it } from 'vitest';
import type { MovieRequest } from '../../../src/contract/exports/rendition.ts';
import { stillInput } from '../../../src/planner/still-input.ts';
import { rational } from '../../../src/timeline/rational.ts';
import { inputOf, known, planned, stream } from './known-sources.ts';

const rate = rational(30);
const movie: MovieRequest = {
  ...{ id: 'master', kind: 'movie', quality: 'standard', burnsCaptions: false, looks: new Map() },
  rendition: { format: 'mp4', codec: 'h264', width: 320, height: 180, rate, includeAudio: false },
};
const camera = known(stream([900], 0));

/** The picture of its source that a still of this instant shows, where its clip begins at that second of it. */
function shownAt(at: number, inPoint: number): number | undefined {
  const input = inputOf([camera], [[0, inPoint, inPoint + 2]]);
  const still = {
    id: 'poster',
    kind: 'still',
    format: 'png',
    at: rational(Math.round(at * 1e6), 1_000_000),
  } as const;
  const { spans, frames } = planned({ ...input, ...stillInput(input.edl, still, [movie]) });
  expect(frames).toBe(1);
  const [span] = spans;
  return span?.kind === 'encode' && span.pictures.kind !== 'black' ? span.pictures.firstOrdinal : undefined;
}

describe('a still shows the frame that movies have on screen at its instant', () => {
  it.each([
    [0, 0, 0],
    [0.0333, 0, 1],
    [0.05, 0, 1],
    // The movie shows what was on screen 0.02 s into each of its frames, and not what is 0.03 s later.
    [0.03, 0.02, 0],
    [1.99, 0, 59],
    [2, 0, 59],
  ])('at %d s, from %d s of its source on: picture %d', (at, inPoint, picture) => {
    expect(shownAt(at, inPoint)).toBe(picture);
  });
});
