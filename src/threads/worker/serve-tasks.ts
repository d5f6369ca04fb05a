import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { remoteFolders } from '../../disk/remote-files.ts';
import { failureOf } from '../failure.ts';
import { sliceOf, takeLongLists } from '../long-lists.ts';
import type { FromWorker, ToWorker } from '../messages.ts';
import { openQuestions, replyTo } from '../questions.ts';
import { askRemote } from '../remote-questions.ts';
import type { WorkerData } from '../thread.ts';

/** What a task has of the main thread. */
export interface TaskHost {
  /** Asks the main thread to do what only it can do; the signal withdraws the question. */
  readonly ask: (question: string, input: unknown, signal?: AbortSignal) => Promise<unknown>;
  /** Says who answers what the main thread asks back. */
  readonly onAsked: (answer: (question: string, input: unknown) => unknown) => void;
  /** Aborted when nobody wants the result any more; its reason is the text that the main thread gave. */
  readonly signal: AbortSignal;
}

/** What a worker thread can do. What the main thread sends is typed where it is sent; here it is taken at its word. */
export type Tasks = Readonly<Record<string, (input: unknown, host: TaskHost) => unknown>>;

/** Makes this worker thread take one task after another and answer each. */
export function serveTasks(tasks: Tasks): void {
  const port = parentPort;
  if (!port) throw new Error('This program is a worker thread, not a program of its own');
  yieldToOthers();
  const tell = (message: FromWorker, bytes: ArrayBuffer[] = []) => port.postMessage(message, bytes);
  const questions = openQuestions(tell);
  const ask: TaskHost['ask'] = (question, input, signal) => {
    let withdraw: (() => void) | undefined;
    const answered = questions.ask(question, input, (id) => {
      withdraw = () => tell({ kind: 'withdraw', id, reason: String(signal?.reason) });
    });
    if (!signal || !withdraw) return answered;
    if (signal.aborted) withdraw();
    signal.addEventListener('abort', withdraw, { once: true });
    return answered.finally(() => signal.removeEventListener('abort', withdraw ?? (() => undefined)));
  };
  const { remoteFolder } = workerData as WorkerData;
  if (remoteFolder !== undefined) remoteFolders.serve(askRemote(remoteFolder, ask));
  let controller = new AbortController();
  let answer: Parameters<TaskHost['onAsked']>[0] = () => undefined;
  let lists: readonly (readonly unknown[])[] = [];
  const work = async (name: string, input: unknown): Promise<void> => {
    controller = new AbortController();
    lists = [];
    try {
      const task = tasks[name];
      if (!task) throw new Error(`There is no task called ${name}`);
      const host: TaskHost = { ask, onAsked: (own) => (answer = own), signal: controller.signal };
      const shortened = takeLongLists(await task(input, host));
      lists = shortened.lists;
      tell({ kind: 'done', value: shortened.value, lengths: lists.map(({ length }) => length) });
    } catch (error) {
      tell({ kind: 'failed', failure: failureOf(error) });
    }
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'task') void work(message.name, message.input);
    else if (message.kind === 'abort') controller.abort(message.reason);
    else if (message.kind === 'reply') questions.take(message);
    else if (message.kind === 'ask') void replyTo(message, (name, input) => answer(name, input), tell);
    else tell({ kind: 'slice', items: sliceOf(lists[message.list] ?? [], message.from) });
  });
}

/** On Linux threads have a niceness of their own: the one that answers people comes first, encoders after both. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(19, getPriority() + 5));
  } catch {
    // Some sandboxes forbid it, and nothing depends on it.
  }
}
