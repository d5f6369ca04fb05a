import type { SpanToRender } from './render-span.ts';

/**
 * Pixels from which on two machines are done sooner than one. The way there and back is short (2 ms for a piece, 5 ms of
 * the 95th percentile: `npm run bench -- fleet handing`); what counts is that a second child has to start, and decodes the
 * run-up to its pictures. Measured with 0 here (`npm run bench -- fleet threshold`, one round): with 20 frames of 720p two
 * workers took 1.28 times as long as one, with 40, 60 and 90 frames 0.78, 0.90 and 0.99, with 120 and 240 0.67 and 0.80.
 */
const leastPixels = 60 * 1280 * 720;

/** Whether spans that nobody has made yet are to be made by all machines, or by the export's own. */
export function isWorthSpreading(
  works: readonly {
    readonly plan: Pick<SpanToRender['plan'], 'format'>;
    readonly span: { readonly frameCount: number };
  }[],
): boolean {
  const pixels = works.reduce(
    (sum, { plan: { format }, span }) => sum + span.frameCount * format.width * format.height,
    0,
  );
  return pixels >= leastPixels;
}

/** Whether so many pictures of an output that are to be looked at are worth the way to other machines. */
export function isCheckWorthSpreading(
  { format }: Pick<SpanToRender['plan'], 'format'>,
  pictures: number,
): boolean {
  return pictures * format.width * format.height >= leastPixels;
}
