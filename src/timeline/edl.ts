import type { Rational } from './rational.ts';

/** One camera file as the edit names it. */
export interface EdlSource {
  readonly id: string;
  /** For people: what the editor calls this camera. */
  readonly name: string;
  /** As the wire says it; `media` resolves it to a file inside the library. */
  readonly path: string;
}

/** A stretch of one source: `[inPoint, outPoint)`, in seconds on the source's own time line (its zero is section 1 of the contract). */
export interface Clip {
  readonly source: number;
  readonly inPoint: Rational;
  readonly outPoint: Rational;
  readonly hasSound: boolean;
  /** It may lie outside its source altogether, and is black and silent then; otherwise that is an error. */
  readonly mayBeBlack?: boolean;
}

/** The edit decision list: what the output holds, in order. Every wire version normalises to this. */
export interface Edl {
  readonly sources: readonly EdlSource[];
  readonly clips: readonly Clip[];
}
