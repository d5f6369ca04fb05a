import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpanToRender } from '../../../src/render/pictures/render-span.ts';
import { batchSpans } from '../../../src/render/pictures/render-spans.ts';

/** Only what the grouping looks at. */
function spanOf(frameCount: number, size: { width: number; height: number }): SpanToRender {
  return { span: { frameCount }, plan: { format: size } } as unknown as SpanToRender;
}

const sizes = fc.constantFrom(
  { width: 320, height: 180 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
);

const works = sizes.chain((size) =>
  fc.array(
    fc.integer({ min: 1, max: 600 }).map((frames) => spanOf(frames, size)),
    { maxLength: 400 },
  ),
);

it('keeps every span, in order, in batches that are neither too many spans nor too many pixels', () => {
  fc.assert(
    fc.property(works, fc.integer({ min: 1, max: 16 }), (spans, concurrency) => {
      const batches = batchSpans(spans, concurrency);
      expect(batches.flat()).toEqual(spans);
      for (const batch of batches) {
        const { width, height } = batch[0]?.plan.format ?? { width: 0, height: 0 };
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(8);
        if (batch.length > 1) {
          expect(batch.length * width * height).toBeLessThanOrEqual(8 * 1280 * 720);
          expect(batch.reduce((sum, { span }) => sum + span.frameCount, 0)).toBeLessThanOrEqual(480);
        }
      }
    }),
  );
});

it('leaves no child without work while another has more than its share of a second of frames', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (count, frames, concurrency) => {
        const spans = Array.from({ length: count }, () => spanOf(frames, { width: 320, height: 180 }));
        const worthy = Math.floor((count * frames) / 120);
        expect(batchSpans(spans, concurrency).length).toBeGreaterThanOrEqual(Math.min(worthy, concurrency));
      },
    ),
  );
});
