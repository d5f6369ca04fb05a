import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpanView } from '../../../src/contract/exports/status.ts';
import { logEntryView } from '../../../src/editor/details/log-entry.ts';
import { rulerTicks, timelineFrom } from '../../../src/editor/details/timeline-lanes.ts';
import { readConfigText } from '../../../src/editor/submit/read-config.ts';
import { themeCookie, themeFrom } from '../../../src/editor/theme/theme.ts';
import { samplePlan, sampleConfig } from '../../e2e/support/samples.ts';

const spans = fc
  .array(
    fc.record({
      kind: fc.constantFrom('copy' as const, 'encode' as const),
      source: fc.nat(5),
      frameCount: fc.integer({ min: 1, max: 500 }),
    }),
  )
  .map((list) => {
    let firstFrame = 0;
    return list.map((span): SpanView => {
      const placed = { ...span, firstFrame };
      firstFrame += span.frameCount;
      return placed;
    });
  });

describe('the timeline of a plan', () => {
  it('loses no frame and shows each once', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const { lanes, blackFrames } = timelineFrom(list, []);
        const shown = lanes.reduce((sum, lane) => sum + lane.copiedFrames + lane.encodedFrames, blackFrames);
        expect(shown).toBe(list.reduce((sum, span) => sum + span.frameCount, 0));
      }),
    );
  });

  it('joins neighbours of one kind and camera', () => {
    fc.assert(
      fc.property(spans, (list) => {
        for (const { copied, encoded } of timelineFrom(list, []).lanes) {
          for (const stretches of [copied, encoded]) {
            stretches.slice(1).forEach((stretch, index) => {
              const before = stretches[index];
              expect(stretch.firstFrame).toBeGreaterThan(
                (before?.firstFrame ?? 0) + (before?.frameCount ?? 0),
              );
            });
          }
        }
      }),
    );
  });

  it('has a lane for each camera that is seen, by its name', () => {
    const plan = samplePlan(30);
    const { lanes, black } = timelineFrom(plan.spans, plan.sources);
    expect(lanes.map(({ name }) => name)).toEqual(['Camera 1', 'Camera 2', 'Camera 3']);
    expect(black).toEqual([{ firstFrame: 35_924, frameCount: 36 }]);
  });

  it.each([
    [0.5, [0]],
    [10, [0, 2, 4, 6, 8, 10]],
    [1199.9, [0, 300, 600, 900, 1200]],
    [86_400, [0, 14_400, 28_800, 43_200, 57_600, 72_000, 86_400]],
  ])('of %d seconds has its ruler marked at %j', (seconds, ticks) => {
    expect(rulerTicks(seconds)).toEqual(ticks);
  });
});

describe('reading a dropped config', () => {
  it('takes what the server would take', () => {
    expect(readConfigText('a.json', JSON.stringify(sampleConfig('a'))).isOk).toBe(true);
  });

  it('tells the line and column where JSON breaks', () => {
    const read = readConfigText('a.json', '{\n  "version": 1,\n  oops\n}');
    expect(read).toMatchObject({
      refusal: { fileName: 'a.json', hint: 'It stops making sense at line 3, column 3.', issues: [] },
    });
  });

  it('lists every issue with its path', () => {
    const read = readConfigText('a.json', JSON.stringify({ ...sampleConfig('a'), id: '..', segments: [] }));
    expect(read).toMatchObject({
      refusal: {
        message: '2 things in this config are not right.',
        issues: [{ path: 'id' }, { path: 'segments' }],
      },
    });
  });
});

describe('a log entry', () => {
  it('of a child shows its command as one would type it, and how it ended', () => {
    const entry = logEntryView({
      event: 'child',
      task: 'span 2',
      argv: ['ffmpeg', '-i', "file:/data/it's a camera.mp4"],
      outcome: 'exit 0',
      durationMs: 812,
      stderr: '\n',
    });
    expect(entry).toMatchObject({
      command: `ffmpeg -i 'file:/data/it'\\''s a camera.mp4'`,
      outcome: 'exit 0 after 0.8 s',
      isFault: false,
      text: undefined,
    });
  });

  it('of a child that failed stands out', () => {
    expect(
      logEntryView({ event: 'child', task: 'sound', argv: [], outcome: 'signal SIGKILL (stall)' }).isFault,
    ).toBe(true);
  });

  it('of an unknown kind is shown whole', () => {
    expect(logEntryView({ event: 'later', value: 1 }).text).toContain('"value": 1');
  });
});

describe('the theme', () => {
  it('falls back to the system for anything unknown', () => {
    expect([themeFrom('dark'), themeFrom('pink'), themeFrom(undefined)]).toEqual([
      'dark',
      'system',
      'system',
    ]);
  });

  it('is kept in a cookie that no other site sends along', () => {
    expect(themeCookie('light')).toContain('SameSite=Lax');
  });
});
