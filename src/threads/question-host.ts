import type { Ask } from './questions.ts';

/** One question of a worker, as the main thread answers it. */
export interface QuestionHost {
  /** Aborted when the worker withdraws its question, and when the task has ended. */
  readonly signal: AbortSignal;
  /** Asks back. Rejects when the task has ended. */
  readonly ask: Ask;
}
