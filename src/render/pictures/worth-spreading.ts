import type { SpanToRender } from './render-span.ts';

/**
 * Pixels from which on two machines are done sooner than one. The way there and back is short (2 ms for a piece, 8 ms of
 * the 95th percentile: `npm run bench -- fleet handing`); what counts is that a second child has to start, and decodes the
 * run-up to its pictures. Held against `npm run bench -- fleet threshold`.
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
