import PQueue from 'p-queue';
import { Thread, type ThreadOptions, type ThreadTask } from './thread.ts';

/** So many threads of one kind; tasks wait for one that is free. */
export interface ThreadPool {
  readonly run: (task: ThreadTask) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export function openThreadPool(options: ThreadOptions & { readonly size: number }): ThreadPool {
  const queue = new PQueue({ concurrency: options.size });
  const free = Array.from({ length: options.size }, () => new Thread(options));
  const all = [...free];
  return {
    run: (task) =>
      queue.add(async () => {
        const thread = free.pop();
        if (!thread) throw new Error('More tasks run than there are threads');
        try {
          return await thread.run(task);
        } finally {
          free.push(thread);
        }
      }),
    close: async () => {
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}
