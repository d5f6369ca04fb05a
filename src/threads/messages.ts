import type { Problem } from '../contract/problems.ts';

/** What either side asks of the other in the middle of a task, and what it is answered. */
export type Asking =
  | { readonly kind: 'ask'; readonly id: number; readonly question: string; readonly input: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly outcome: Outcome };

/** What the main thread says to a worker. A worker does one task at a time. */
export type ToWorker =
  | Asking
  | { readonly kind: 'task'; readonly name: string; readonly input: unknown }
  /** Asks for the next slice of a list of the result. */
  | { readonly kind: 'slice'; readonly list: number; readonly from: number }
  /** Nobody wants the result any more, and why. */
  | { readonly kind: 'abort'; readonly reason: string };

export type FromWorker =
  | Asking
  /** Nobody wants the answer to a question any more. */
  | { readonly kind: 'withdraw'; readonly id: number; readonly reason: string }
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
  /** Of the system's errors, and the file they speak of. */
  readonly code?: string;
  readonly path?: string;
}
