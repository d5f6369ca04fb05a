import { prepareInThread } from '../render/thread/prepare-task.ts';
import { renderInThread } from '../render/thread/render-task.ts';
import { serveTasks } from '../threads/worker/serve-tasks.ts';
import { tasks } from '../threads/worker/tasks.ts';

/**
 * The program of a worker thread. Everything that takes long and touches only numbers and files is done here, so that
 * the thread that answers people is never held up.
 */
serveTasks({
  ...tasks,
  prepare: (input, host) => prepareInThread(input as Parameters<typeof prepareInThread>[0], host),
  render: (input, host) => renderInThread(input as Parameters<typeof renderInThread>[0], host),
});
