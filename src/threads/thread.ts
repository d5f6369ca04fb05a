import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RemoteFiles } from '../disk/remote-files.ts';
import { errorOf } from './failure.ts';
import { putLongLists } from './long-lists.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { openQuestions, replyTo, type Ask } from './questions.ts';
import { answerRemote, remoteQuestion } from './remote-questions.ts';
import type { QuestionHost } from './question-host.ts';

/** One task for a worker thread. */
export interface ThreadTask {
  readonly name: string;
  /** Crosses to the worker by structured clone; arrays in shared memory are not copied. */
  readonly input: unknown;
  readonly signal: AbortSignal;
  /** Longest time it may take; without it, as long as it likes. */
  readonly deadlineMs?: number;
  /** Longest time in which an aborted task ends by itself, before its thread is ended. */
  readonly graceMs?: number;
  /** Does what only the main thread can do. */
  readonly answer: (question: string, input: unknown, host: QuestionHost) => unknown;
}

/** The worker ended in the middle of a task: out of memory, or stopped because it took too long. */
export class ThreadEndedError extends Error {
  readonly why: 'memory' | 'deadline' | 'died';

  constructor(why: ThreadEndedError['why'], cause?: unknown) {
    super(`A worker thread ended in the middle of its task (${why})`, { cause });
    this.why = why;
  }
}

export interface ThreadOptions {
  readonly file: () => Promise<URL | string>;
  readonly name: string;
  /** Most memory of its JavaScript heap, in megabytes; what lies in typed arrays does not count. */
  readonly heapMegabytes: number;
  /** Files that are fetched from elsewhere, by the main thread. */
  readonly remoteFiles?: RemoteFiles | undefined;
}

/** Aborted tasks that do not end by themselves are ended after this long, unless they ask for more. */
const abortGraceMs = 1000;
/** A worker that has had nothing to do for this long gives its memory back. */
const idleMs = 60_000;

/** A worker thread that is started for its first task, kept for the next ones, and replaced when it dies. */
export class Thread {
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Call it for one task at a time. Rejects with what the task threw, the signal's reason or a `ThreadEndedError`. */
  async run(task: ThreadTask): Promise<unknown> {
    task.signal.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= await this.#start());
    worker.ref();
    try {
      return await this.#carryOut(worker, task);
    } catch (error) {
      if (error instanceof ThreadEndedError || task.signal.aborted) await this.close();
      throw error;
    } finally {
      worker.unref();
      this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }

  async #carryOut(worker: Worker, task: ThreadTask): Promise<unknown> {
    const { remoteFiles } = this.#options;
    const remote = remoteFiles && answerRemote(remoteFiles);
    const answer: ThreadTask['answer'] = (question, input, host) =>
      remote && question === remoteQuestion ? remote.answer(input, host) : task.answer(question, input, host);
    return carryOut(worker, { ...task, answer }).finally(() => remote?.release());
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    // One that hangs in a call to a dead disk ends when that does, and nobody waits for it.
    if (worker) await Promise.race([worker.terminate(), wait(abortGraceMs, undefined, { ref: false })]);
  }

  async #start(): Promise<Worker> {
    const { file, name, heapMegabytes, remoteFiles } = this.#options;
    const worker = new Worker(await file(), {
      name,
      execArgv: [],
      workerData: { remoteFolder: remoteFiles?.folder } satisfies WorkerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 32 },
    });
    // Between tasks nobody listens, and an error that nobody hears ends the process.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }
}

/** What a worker knows from its start. */
export interface WorkerData {
  readonly remoteFolder: string | undefined;
}

/** What is known of a result that comes slice by slice. */
interface Arriving {
  readonly value: unknown;
  readonly lengths: readonly number[];
  readonly lists: readonly unknown[][];
}

function carryOut(worker: Worker, task: ThreadTask): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    let result: Arriving | undefined;
    const say = (message: ToWorker, bytes: ArrayBuffer[] = []) => worker.postMessage(message, bytes);
    const questions = openQuestions(say);
    const answers = openAnswers(task, questions.ask, say);
    const goOn = (): void => {
      const next = result && nextSlice(result);
      if (next) say(next);
      else settle(() => resolve(putLongLists(result ?? { value: undefined, lists: [] })));
    };
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'ask') answers.give(message);
      else if (message.kind === 'reply') questions.take(message);
      else if (message.kind === 'withdraw') answers.withdraw(message.id, message.reason);
      else if (message.kind === 'failed') settle(() => reject(errorOf(message.failure)));
      else if (message.kind === 'done') {
        result = { ...message, lists: message.lengths.map(() => []) };
        goOn();
      } else {
        const open = result?.lists.find((items, i) => items.length < (result?.lengths[i] ?? 0));
        for (const item of message.items) open?.push(item);
        // The loop has its turn between two slices, whatever has piled up in the port.
        setImmediate(goOn);
      }
    };
    const end = (why: ThreadEndedError['why'], cause?: unknown) =>
      settle(() => reject(new ThreadEndedError(why, cause)));
    const onError = (error: NodeJS.ErrnoException) =>
      end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'died', error);
    const onExit = () => end('died');
    const stopTimers = startTimers(task, {
      onDeadline: () => end('deadline'),
      onAbort: (reason) => {
        say({ kind: 'abort', reason });
        answers.stop(task.signal.reason);
      },
      onGraceOver: () => settle(() => reject(task.signal.reason as Error)),
    });
    const settle = (conclude: () => void): void => {
      stopTimers();
      answers.stop('settled');
      questions.reject(new Error('The worker thread has ended its task'));
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      conclude();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    say({ kind: 'task', name: task.name, input: task.input });
  });
}

function nextSlice({ lists, lengths }: Arriving): ToWorker | undefined {
  const list = lists.findIndex((items, i) => items.length < (lengths[i] ?? 0));
  return list < 0 ? undefined : { kind: 'slice', list, from: lists[list]?.length ?? 0 };
}

interface Timers {
  readonly onDeadline: () => void;
  readonly onAbort: (reason: string) => void;
  readonly onGraceOver: () => void;
}

/** Watches the deadline and the signal of a task until the returned function is called. */
function startTimers({ signal, deadlineMs, graceMs }: ThreadTask, on: Timers): () => void {
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    on.onAbort(String(signal.reason));
    grace = setTimeout(on.onGraceOver, graceMs ?? abortGraceMs);
  };
  const deadline = deadlineMs === undefined ? undefined : setTimeout(on.onDeadline, deadlineMs);
  signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(deadline);
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
  };
}

type Question = Extract<FromWorker, { kind: 'ask' }>;

/** Answers the questions of a worker, each under a signal of its own. */
function openAnswers(
  { answer }: ThreadTask,
  ask: Ask,
  say: (message: ToWorker, bytes: ArrayBuffer[]) => void,
): {
  readonly give: (question: Question) => void;
  readonly withdraw: (id: number, reason: string) => void;
  readonly stop: (reason: unknown) => void;
} {
  const open = new Map<number, AbortController>();
  return {
    give: (question) => {
      const controller = new AbortController();
      open.set(question.id, controller);
      const host = { signal: controller.signal, ask };
      void replyTo(question, (name, input) => answer(name, input, host), say).then(() =>
        open.delete(question.id),
      );
    },
    withdraw: (id, reason) => open.get(id)?.abort(reason),
    stop: (reason) => {
      for (const controller of open.values()) controller.abort(reason);
    },
  };
}
