import { describe, expect, it } from 'vitest';
import type { MovieRequest } from '../../../src/contract/exports/rendition.ts';
import { warnOfRaster } from '../../../src/planner/warnings/warn-of-raster.ts';
import { warnOfWords } from '../../../src/planner/warnings/warn-of-words.ts';
import type { Clip, Edl, Title } from '../../../src/timeline/edl.ts';
import { rational, rationalFromNumber } from '../../../src/timeline/rational.ts';
import type { PictureFormat } from '../../../src/planner/plan/plan.ts';

const seconds = rationalFromNumber;

function clip(source: number, from: number, to: number): Clip {
  return { duration: seconds(to - from), views: [{ source, inPoint: seconds(from) }] };
}

/** A cut at 4 s; the one at 2 s is in a take that runs on. */
const clips = [clip(0, 0, 2), clip(0, 2, 4), clip(1, 4, 10)];

function edl(titles: readonly (readonly [number, number])[]): Edl {
  const title = ([from, to]: readonly [number, number]): Title => ({
    ...{ text: 'Jane Doe\nHost', style: 'lower-third', from: seconds(from), to: seconds(to) },
  });
  return { sources: [], clips, voices: [], titles: titles.map(title) };
}

const caption = (from: number, to: number) => ({ text: 'x', from: seconds(from), to: seconds(to) });

describe('[P90] a title', () => {
  it('that stays over a cut is told of with the cut', () => {
    expect(warnOfWords(edl([[1, 4.5]]), [])).toEqual([
      {
        code: 'TITLE_OVER_CUT',
        message: 'The title "Jane Doe" (1 s to 4.5 s) is longer than its shot: it stays over the cut at 4 s.',
      },
    ]);
  });

  it('is told of in tenths of a second, from a minute on as a clock shows them', () => {
    const long = [clip(0, 0, 4000 / 3), clip(1, 4000 / 3, 4000)];
    const said = warnOfWords({ ...edl([[100 / 3, 1400]]), clips: long }, []).map(({ message }) => message);
    expect(said).toEqual([
      'The title "Jane Doe" (33.3 s to 23:20) is longer than its shot: it stays over the cut at 22:13.3.',
    ]);
    const [late] = warnOfWords({ ...edl([]), clips: long }, [caption(4064.24, 4070)]);
    expect(late?.message).toMatch(/ends \(1:06:40\), at 1:07:44\.2, and/);
  });

  it('that ends with its shot, or passes only a cut that nobody sees, is not', () => {
    const fine = [
      [1, 4],
      [4, 9],
      [4, 10],
    ] as const;
    expect(warnOfWords(edl(fine), [])).toEqual([]);
  });

  it('is counted where there are more than twenty', () => {
    const warnings = warnOfWords(edl(Array.from({ length: 23 }, () => [3, 5] as const)), []);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)?.message).toBe('3 more titles stay on the screen over a cut.');
  });
});

describe('[P91] captions', () => {
  it('after the end are counted, and the first is named', () => {
    const captions = [caption(1, 2), caption(9, 12), caption(10, 11), caption(12.5, 13)];
    expect(warnOfWords(edl([]), captions)).toEqual([
      {
        code: 'CAPTIONS_PAST_END',
        message:
          '2 of 4 captions begin after the programme ends (10 s), at 10 s, and will not be seen. Do they belong to this edit?',
      },
    ]);
  });

  it('that only end after it are not told of', () => {
    expect(warnOfWords(edl([]), [caption(9, 12)])).toEqual([]);
  });
});

describe('[P92] a size', () => {
  const request: MovieRequest = {
    ...{ id: 'upright', kind: 'movie', quality: 'standard', burnsCaptions: false, looks: new Map() },
    rendition: {
      isSized: true,
      ...{ format: 'mp4', codec: 'copy', width: 1080, height: 1920, rate: rational(30), includeAudio: true },
    },
  };
  const format = { width: 1920, height: 1080, rate: rational(30_000, 1001) } as PictureFormat;

  it('that is not the one asked for is told of', () => {
    expect(warnOfRaster(request, { format })).toEqual([
      {
        code: 'SIZE_IGNORED',
        message:
          'The output upright is 1920 × 1080 at 29.97 fps, as its sources are, and not 1080 × 1920 at 30 fps as asked for: "copy" keeps the size and rate of what it copies. Ask for "h264" to get another.',
      },
    ]);
  });

  it('names a codec that the container has', () => {
    const webm = { ...request, rendition: { ...request.rendition, format: 'webm' as const } };
    expect(warnOfRaster(webm, { format })[0]?.message).toContain('Ask for "av1"');
  });

  it.each([
    ['where nobody has asked for one', { ...request, rendition: { ...request.rendition, isSized: false } }],
    ['where nothing is copied', { ...request, rendition: { ...request.rendition, codec: 'h264' } }],
    ['that is the same', { ...request, rendition: { ...request.rendition, ...format } }],
  ] as const)('is not told of %s', (_, asked) => {
    expect(warnOfRaster(asked as MovieRequest, { format })).toEqual([]);
  });
});
