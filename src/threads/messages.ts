import type { Problem } from '../contract/problems.ts';

/** What the main thread says to a worker. A worker does one task at a time. */
export type ToWorker =
  | { readonly kind: 'task'; readonly name: string; readonly input: unknown }
  /** Answers a question of the worker. */
  | { readonly kind: 'reply'; readonly id: number; readonly outcome: Outcome }
  /** Asks for the next slice of a list of the result. */
  | { readonly kind: 'slice'; readonly list: number; readonly from: number }
  | { readonly kind: 'abort' };

export type FromWorker =
  /** Something that only the main thread can do: start a child, look into the chunk store. */
  | { readonly kind: 'ask'; readonly id: number; readonly question: string; readonly input: unknown }
  /** `lengths` of the lists that are fetched slice by slice. */
  | { readonly kind: 'done'; readonly value: unknown; readonly lengths: readonly number[] }
  | { readonly kind: 'slice'; readonly items: readonly unknown[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Outcome =
  { readonly isOk: true; readonly value: unknown } | { readonly isOk: false; readonly failure: Failure };

/** What was thrown, as it crosses between threads: errors lose their class on the way. */
export interface Failure {
  readonly problem?: Problem;
  readonly message: string;
  readonly stack?: string;
}
