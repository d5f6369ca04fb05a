import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { errorOf, failureOf } from './failure.ts';
import { putLongLists } from './long-lists.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** One task for a worker thread. */
export interface ThreadTask {
  readonly name: string;
  /** Crosses to the worker by structured clone; arrays in shared memory are not copied. */
  readonly input: unknown;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Does what only the main thread can do. */
  readonly answer: (question: string, input: unknown, signal: AbortSignal) => Promise<unknown>;
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
}

/** Aborted tasks that do not end by themselves are ended after this long. */
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
      return await carryOut(worker, task);
    } catch (error) {
      if (error instanceof ThreadEndedError || task.signal.aborted) await this.close();
      throw error;
    } finally {
      worker.unref();
      this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    // One that hangs in a call to a dead disk ends when that does, and nobody waits for it.
    if (worker) await Promise.race([worker.terminate(), wait(abortGraceMs, undefined, { ref: false })]);
  }

  async #start(): Promise<Worker> {
    const { file, name, heapMegabytes } = this.#options;
    const worker = new Worker(await file(), {
      name,
      execArgv: [],
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

function carryOut(worker: Worker, task: ThreadTask): Promise<unknown> {
  const asked = new AbortController();
  const lists: unknown[][] = [];
  return new Promise<unknown>((resolve, reject) => {
    let result: Extract<FromWorker, { kind: 'done' }> | undefined;
    let grace: NodeJS.Timeout | undefined;
    const say = (message: ToWorker) => worker.postMessage(message);
    const goOn = (): void => {
      const list = lists.findIndex((items, i) => items.length < (result?.lengths[i] ?? 0));
      if (list >= 0) say({ kind: 'slice', list, from: lists[list]?.length ?? 0 });
      else settle(() => resolve(putLongLists({ value: result?.value, lists })));
    };
    const answer = replier(worker, task, asked.signal);
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'ask') void answer(message);
      else if (message.kind === 'failed') settle(() => reject(errorOf(message.failure)));
      else if (message.kind === 'done') {
        result = message;
        lists.push(...message.lengths.map(() => []));
        goOn();
      } else {
        const open = lists.find((items, i) => items.length < (result?.lengths[i] ?? 0));
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
    const onAbort = (): void => {
      say({ kind: 'abort' });
      asked.abort(task.signal.reason);
      grace = setTimeout(() => settle(() => reject(task.signal.reason as Error)), abortGraceMs);
    };
    const deadline = setTimeout(() => end('deadline'), task.deadlineMs);
    const settle = (conclude: () => void): void => {
      clearTimeout(deadline);
      clearTimeout(grace);
      asked.abort('settled');
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      task.signal.removeEventListener('abort', onAbort);
      conclude();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    task.signal.addEventListener('abort', onAbort, { once: true });
    say({ kind: 'task', name: task.name, input: task.input });
  });
}

type Question = Extract<FromWorker, { kind: 'ask' }>;

function replier(
  worker: Worker,
  task: ThreadTask,
  signal: AbortSignal,
): (question: Question) => Promise<void> {
  const say = (message: ToWorker, bytes: ArrayBuffer[] = []) => worker.postMessage(message, bytes);
  return async ({ id, question, input }) => {
    try {
      const value = await task.answer(question, input, signal);
      say({ kind: 'reply', id, outcome: { isOk: true, value } }, transferable(value));
    } catch (error) {
      say({ kind: 'reply', id, outcome: { isOk: false, failure: failureOf(error) } });
    }
  };
}

/** Bytes that fill their own memory are handed over; a slice of Node's pool would take its neighbours along. */
function transferable(value: unknown): ArrayBuffer[] {
  if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return [];
  return value.byteLength === value.buffer.byteLength && value.byteLength > 0 ? [value.buffer] : [];
}
