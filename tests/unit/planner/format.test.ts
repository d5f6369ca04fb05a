import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VideoFacts } from '../../../src/planner/facts/facts.ts';
import { treatPicture } from '../../../src/planner/pictures/treat-picture.ts';
import { rational } from '../../../src/timeline/rational.ts';
import { inputOf, known, planned, stream } from './known-sources.ts';

const long = stream(
  Array.from({ length: 20 }, () => 30),
  2,
);

/** One camera for eight seconds, another for two. */
const bothCameras = (change: Partial<VideoFacts>, request = {}) =>
  planned(
    inputOf(
      [known(long), known(long, change)],
      [
        [0, 0, 8],
        [1, 8, 10],
      ],
      request,
    ),
  );

describe('the format', () => {
  it('[P31] is that of the source used longest among those that can be copied', () => {
    const { format, spans } = bothCameras({ width: 1280, height: 720 });
    expect(format).toMatchObject({ codec: 'h264', width: 1920, height: 1080, isMatched: true });
    expect(spans.some(({ kind }) => kind === 'copy')).toBe(true);
    const other = bothCameras({ pixelFormat: 'yuv420p10le', codec: 'hevc' });
    expect(other.format).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p' });
  });

  const differences: [string, Partial<VideoFacts>][] = [
    ['codec', { codec: 'hevc' }],
    ['size', { width: 1280, height: 720 }],
    ['shape', { pixelAspect: rational(4, 3) }],
    ['turn', { rotation: 180 }],
    ['side', { isMirrored: true }],
    ['rate', { rate: rational(25) }],
    ['pixels', { pixelFormat: 'yuv422p' }],
    ['scan', { isInterlaced: true }],
    ['colours', { colour: { matrix: 'smpte170m' } }],
  ];
  it.each(differences)(
    '[P32] a source of another %s is not copied, and the reasons name it',
    (_what, change) => {
      const { spans, reasons } = bothCameras(change);
      expect(spans.some((span) => span.kind === 'copy' && span.source === 1)).toBe(false);
      expect(spans.some((span) => span.kind === 'copy' && span.source === 0)).toBe(true);
      expect(reasons.join(' ')).toContain('Camera 2');
      expect(reasons.join(' ')).not.toContain('Camera 1');
    },
  );

  it('[P39] what is stored without loss is copied alone, or not at all', () => {
    const lossless = { profile: 'High 4:4:4 Predictive' };
    const mixed = bothCameras(lossless);
    expect(mixed.spans.some((span) => span.kind === 'copy' && span.source === 1)).toBe(false);
    expect(mixed.spans.some((span) => span.kind === 'copy' && span.source === 0)).toBe(true);
    expect(mixed.reasons.join(' ')).toContain(
      'Camera 2 cannot be copied: its pictures are stored without loss',
    );
    const alone = (to: number) => planned(inputOf([known(long, lossless)], [[0, 0, to]]));
    expect(alone(8).spans.map(({ kind }) => kind)).toEqual(['copy']);
    expect(alone(8.3).spans.every(({ kind }) => kind === 'encode')).toBe(true);
  });

  it.each([
    ['mp4', 'h264'],
    ['webm', 'vp9'],
  ] as const)('[P33] is %s with %s where nothing can be copied', (container, codec) => {
    const odd = { codec: 'prores', width: 641, height: 361 };
    const { format, reasons } = planned(inputOf([known(long, odd)], [[0, 0, 5]], { format: container }));
    expect(format).toMatchObject({ codec, width: 640, height: 360, isMatched: false });
    expect(reasons.join(' ')).toContain('Camera 1');
  });

  it('[P33] has the size and rate that somebody asked for where nothing can be copied, and only there', () => {
    const asked = { format: 'webm', width: 320, height: 180, rate: rational(25), isSized: true } as const;
    const { format } = planned(inputOf([known(long)], [[0, 0, 5]], asked));
    expect(format).toMatchObject({ codec: 'vp9', width: 320, height: 180, rate: rational(25) });
    const copied = planned(inputOf([known(long)], [[0, 0, 5]], { ...asked, format: 'mp4' })).format;
    expect(copied).toMatchObject({ isMatched: true, width: known(long).facts.video.width });
  });

  it('[P34] holds every picture, as large as fits, centred, and touches none that fills it', () => {
    const { format } = planned(inputOf([known(long)], [[0, 0, 5]], { codec: 'h264' }));
    const { video } = known(long).facts;
    expect(treatPicture(video, format).placement).toBeUndefined();
    const side = fc.integer({ min: 16, max: 4096 });
    const turn = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const);
    fc.assert(
      fc.property(side, side, turn, side, side, (width, height, rotation, wide, high) => {
        const output = { ...format, width: wide - (wide % 2), height: high - (high % 2) };
        const { placement: at } = treatPicture({ ...video, width, height, rotation }, output);
        if (!at) return;
        expect(at.width === output.width || at.height === output.height).toBe(true);
        expect(Math.min(at.x, at.y, at.x % 2, at.y % 2)).toBe(0);
        for (const [from, length, all] of [
          [at.x, at.width, output.width],
          [at.y, at.height, output.height],
        ] as const) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from + length).toBeLessThanOrEqual(all);
          expect(Math.abs(all - length - 2 * from)).toBeLessThanOrEqual(3);
        }
      }),
    );
  });

  it.each([
    [{ matrix: 'smpte170m' }, 'convert'],
    [{ range: 'pc' }, 'convert'],
    [{ primaries: 'bt2020' }, 'convert'],
    [{ transfer: 'bt470m' }, 'convert'],
    [{ transfer: 'smpte2084', primaries: 'bt2020', matrix: 'bt2020nc' }, 'tone-map'],
    [{ transfer: 'iec61966-2-1' }, 'keep'],
    [{}, 'keep'],
  ] as const)('[P35] colours %j are dealt with: %s', (colour, kind) => {
    const { format } = planned(inputOf([known(long)], [[0, 0, 5]], { codec: 'h264' }));
    const { video } = known(long, { width: 1920, height: 1080, colour }).facts;
    expect(treatPicture(video, format).colour.kind).toBe(kind);
  });
});
