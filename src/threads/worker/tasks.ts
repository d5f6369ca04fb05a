import { checkConfigTask } from '../config-task.ts';
import { planDryTask, planTask } from '../plan-task.ts';
import { readSourceInThread } from './read-source-task.ts';

/** Asks the main thread to do what only it can do. */
export type Ask = (question: string, input: unknown) => Promise<unknown>;

export interface TaskHost {
  readonly ask: Ask;
  /** Aborted when nobody wants the result any more. */
  readonly signal: AbortSignal;
}

type Task = (input: unknown, host: TaskHost) => unknown;

/** What the main thread sends is typed where it is sent (`open-threads.ts`); here it is taken at its word. */
export const tasks: Readonly<Record<string, Task>> = {
  'read-source': (input, host) => readSourceInThread(input as Parameters<typeof readSourceInThread>[0], host),
  'check-config': (input) => checkConfigTask(input as Parameters<typeof checkConfigTask>[0]),
  plan: (input) => planTask(input as Parameters<typeof planTask>[0]),
  'plan-dry': (input) => planDryTask(input as Parameters<typeof planDryTask>[0]),
};
