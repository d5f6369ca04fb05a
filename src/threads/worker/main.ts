import { parentPort } from 'node:worker_threads';
import { failureOf, errorOf } from '../failure.ts';
import { sliceOf, takeLongLists } from '../long-lists.ts';
import type { FromWorker, Outcome, ToWorker } from '../messages.ts';
import { tasks, type Ask } from './tasks.ts';

/**
 * The program of a worker thread: it takes one task after another and answers each. Everything that takes long
 * and touches only numbers and files is done here, so that the thread that answers people is never held up.
 */
const port = parentPort;
if (!port) throw new Error('This program is a worker thread, not a program of its own');

const open = new Map<number, (outcome: Outcome) => void>();
let asked = 0;
let controller = new AbortController();
let lists: readonly (readonly unknown[])[] = [];

const tell = (message: FromWorker) => port.postMessage(message);

const ask: Ask = (question, input) =>
  new Promise((resolve, reject) => {
    const id = ++asked;
    open.set(id, (outcome) => (outcome.isOk ? resolve(outcome.value) : reject(errorOf(outcome.failure))));
    tell({ kind: 'ask', id, question, input });
  });

port.on('message', (message: ToWorker) => {
  if (message.kind === 'task') void work(message.name, message.input);
  else if (message.kind === 'abort') controller.abort(new Error('aborted'));
  else if (message.kind === 'slice')
    tell({ kind: 'slice', items: sliceOf(lists[message.list] ?? [], message.from) });
  else {
    open.get(message.id)?.(message.outcome);
    open.delete(message.id);
  }
});

async function work(name: string, input: unknown): Promise<void> {
  controller = new AbortController();
  lists = [];
  try {
    const task = tasks[name];
    if (!task) throw new Error(`There is no task called ${name}`);
    const shortened = takeLongLists(await task(input, { ask, signal: controller.signal }));
    lists = shortened.lists;
    tell({ kind: 'done', value: shortened.value, lengths: lists.map(({ length }) => length) });
  } catch (error) {
    tell({ kind: 'failed', failure: failureOf(error) });
  }
}
