/**
 * Pieces for each child of all that run at once. What is left when the others are done is then a quarter of a child's work
 * at the most, and a child's start (a tenth of a second) is small beside it.
 */
const piecesEach = 4;

/** With fewer frames, a child's start is no small part of its life. */
const leastFrames = 60;

/** How many frames one child is to encode of so many. */
export function fairFrames(total: number, concurrency: number): number {
  return Math.max(leastFrames, Math.ceil(total / (piecesEach * concurrency)));
}

/** Work that is short where it comes last: no core waits long for another. */
export function longestFirst<Work>(works: readonly Work[], costOf: (work: Work) => number): Work[] {
  const costs = new Map(works.map((work) => [work, costOf(work)]));
  return works.toSorted((a, b) => (costs.get(b) ?? 0) - (costs.get(a) ?? 0));
}
