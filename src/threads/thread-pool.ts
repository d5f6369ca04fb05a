import PQueue from 'p-queue';
import { ProblemError } from '../contract/problems.ts';
import { Thread, ThreadEndedError, type ThreadOptions, type ThreadTask } from './thread.ts';

/** So many threads of one kind; tasks wait for one that is free. */
export interface ThreadPool {
  readonly run: (task: ThreadTask) => Promise<unknown>;
  /** Ends all threads. Whoever still waits for one, or asks for one from then on, gets `NOT_READY`. */
  readonly close: () => Promise<void>;
}

/** `size` may be `Infinity`, where those who bring tasks bound them; there are never more threads than tasks at once. */
export function openThreadPool({ size, ...options }: ThreadOptions & { readonly size: number }): ThreadPool {
  const queue = new PQueue({ concurrency: size });
  const free: Thread[] = [];
  const all = new Set<Thread>();
  let isClosed = false;
  return {
    run: (task) =>
      queue.add(async () => {
        if (isClosed) throw shuttingDown();
        const thread = free.pop() ?? new Thread(options);
        all.add(thread);
        try {
          return await thread.run(task);
        } catch (error) {
          throw isClosed && error instanceof ThreadEndedError ? shuttingDown() : error;
        } finally {
          free.push(thread);
        }
      }),
    close: async () => {
      isClosed = true;
      await Promise.all([...all].map((thread) => thread.close()));
    },
  };
}

function shuttingDown(): ProblemError {
  return new ProblemError({ code: 'NOT_READY', message: 'The server is shutting down.' });
}
