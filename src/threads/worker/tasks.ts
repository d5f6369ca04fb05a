import { checkConfigTask } from '../config-task.ts';
import { readEditTask } from '../read-edit-task.ts';
import { listenTask } from '../cut-task.ts';
import { planDryTask } from '../plan-task.ts';
import { checkSourceInThread, readSourceInThread } from './read-source-task.ts';
import type { Tasks } from './serve-tasks.ts';

/** Reading, planning and listening. */
export const tasks: Tasks = {
  'check-source': (input, host) =>
    checkSourceInThread(input as Parameters<typeof checkSourceInThread>[0], host),
  'read-source': (input, host) => readSourceInThread(input as Parameters<typeof readSourceInThread>[0], host),
  'check-config': (input) => checkConfigTask(input as Parameters<typeof checkConfigTask>[0]),
  'read-edit': (input) => readEditTask(input as Parameters<typeof readEditTask>[0]),
  listen: (input) => listenTask(input as Parameters<typeof listenTask>[0]),
  'plan-dry': (input) => planDryTask(input as Parameters<typeof planDryTask>[0]),
};
