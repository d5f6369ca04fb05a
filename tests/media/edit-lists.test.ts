import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editFilm, type Piece } from './footage/edited-film.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const base: FootageSpec = { camera: 41, frames: 150, rate, size, gop: 25, bFrames: 3, audio: false };

/** Pieces that begin and end on pictures that are decoded before or after their neighbours; and one on a keyframe. */
const rest: Piece[] = [
  [40, 82],
  [96, 147],
];
const [late, whole]: [Piece, Piece] = [
  [3, 20],
  [0, 20],
];

/** And how many of its frames are copied at least. */
const films: Record<string, readonly [spec: FootageSpec, first: Piece, copied: number]> = {
  'H.264': [base, whole, 50],
  'H.264 with open GOPs': [{ ...base, openGop: true }, late, 0],
  HEVC: [{ ...base, codec: 'hevc' }, late, 50],
};

describe('a source whose edit list shows several pieces of reordered pictures', () => {
  it.each(Object.entries(films))(
    'shows each where it belongs: %s',
    async (_, [spec, first, copiedFrames]) => {
      const source = await editFilm(spec, [first, ...rest]);
      const end = source.frames.length / rate.num;
      const clips = [clip(0, 0, end, false), clip(0, 0.5, 1.3, false), clip(0, end - 1.9, end, false)];
      const edit = { rate, ...size, includeAudio: false, sources: [source], clips };
      const copied = await exportAndJudge(studio, { edit, codec: 'copy' });
      expect(copied.complaints).toEqual([]);
      expect(copied.exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThanOrEqual(copiedFrames);
      const encoded = await exportAndJudge(studio, { edit, codec: 'h264' });
      expect(encoded.complaints).toEqual([]);
      expect(encoded.exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
    },
  );
});

describe('a source whose edit list goes back', () => {
  const back: Piece[] = [
    [40, 82],
    [60, 100],
  ];

  it('is shown exactly where pictures are stored as they are shown', async () => {
    const source = await editFilm({ ...base, bFrames: 0 }, back);
    const clips = [clip(0, 0.5, 3, false)];
    const edit = { rate, ...size, includeAudio: false, sources: [source], clips };
    expect((await exportAndJudge(studio, { edit, codec: 'h264' })).complaints).toEqual([]);
  });

  it('is refused by its name where they are reordered: FFmpeg hands them out in a wrong order', async () => {
    const source = await editFilm(base, back);
    const edit = { rate, ...size, includeAudio: false, sources: [source], clips: [clip(0, 0.5, 3, false)] };
    expect((await studio.export({ edit, codec: 'h264' })).outcome).toMatchObject({
      kind: 'failed',
      problem: {
        code: 'SOURCE_UNSUPPORTED',
        message: expect.stringContaining(
          'The edit list of Camera 41 shows parts of its picture again',
        ) as string,
      },
    });
  });
});
