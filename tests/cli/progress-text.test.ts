import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clockText,
  progressLine,
  progressSentence,
  sizeText,
  timeText,
} from '../../src/cli/words/progress-text.ts';
import { showProgress } from '../../src/cli/show-progress.ts';
import { stages } from '../../src/contract/exports/status.ts';

const view = {
  stage: 'rendering',
  progress: 0.482,
  framesDone: 867,
  framesTotal: 1800,
  speed: 3.42,
  etaSeconds: 40,
} as const;

describe('the progress line', () => {
  test('shows bar, frames, speed and time left', () => {
    expect(progressLine(view, 120)).toBe(
      `Rendering  ${'█'.repeat(13)}${'░'.repeat(15)}   48.2 %  867 of 1,800 frames  3.4× realtime  40 seconds left`,
    );
  });

  test('never grows wider than the terminal, whatever it shows', () => {
    const anyView = fc.record({
      stage: fc.constantFrom(...stages),
      progress: fc.double(),
      framesDone: fc.nat(),
      framesTotal: fc.nat(),
      speed: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
      etaSeconds: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
    });
    fc.assert(
      fc.property(anyView, fc.nat(300), (any, columns) => {
        expect(progressLine(any, columns).length).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test('leaves out what nobody can tell yet', () => {
    const early = { ...view, stage: 'probing', framesTotal: 0, speed: null, etaSeconds: null } as const;
    expect(progressSentence(early)).toBe('Looking at the sources 48.2 %');
  });

  test('is redrawn in place on a terminal and taken away at the end', () => {
    const written: string[] = [];
    const display = showProgress({ isTTY: true, columns: 80, write: (text) => written.push(text) });
    display.update(view);
    display.update(view);
    display.end();
    expect(written).toHaveLength(2);
    expect(written[0]).toMatch(/^\r\u001b\[KRendering/);
    expect(written[1]).toBe('\r\u001b[K');
  });
});

describe('quantities in words', () => {
  test.each([
    [0.2, 'less than a second'],
    [1, '1 second'],
    [89, '89 seconds'],
    [90, 'about 2 minutes'],
    [720, 'about 12 minutes'],
    [7500, 'about 2 hours 5 minutes'],
    [7200, 'about 2 hours'],
  ])('%d s is "%s"', (seconds, words) => expect(timeText(seconds)).toBe(words));

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [954_000_000, '954 MB'],
    [11e9, '11.0 GB'],
  ])('%d bytes are "%s"', (bytes, words) => expect(sizeText(bytes)).toBe(words));

  test.each([
    [0, '0:00.0'],
    [62.54, '1:02.5'],
    [3723.46, '1:02:03.5'],
    [59.96, '1:00.0'],
  ])('%d s on the clock is %s', (seconds, words) => expect(clockText(seconds)).toBe(words));
});
