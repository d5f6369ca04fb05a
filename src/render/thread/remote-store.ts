import { openChunkStore, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';

/** Keys that are told at once: the main thread takes them in between two other things. */
const mostKeys = 2000;

/**
 * The chunk store as a worker thread has it. What lies on the disk it reads and writes itself; what is held is known
 * to the main thread, which evicts, and releases all of it when the thread has ended its task. Of what is rendered ahead
 * (`isAhead`) it hears which chunks were made, and nothing that is found counts as used.
 */
export async function openRemoteStore(
  folder: string,
  { ask }: Pick<TaskHost, 'ask'>,
  { isAhead = false } = {},
): Promise<ChunkStore> {
  const local = await openChunkStore(folder, Infinity, { isOnlyLooking: isAhead });
  let untold: string[] = [];
  let told: Promise<unknown> = Promise.resolve();
  // One part after another: each is answered before the next is sent.
  const tellAll = async (keys: readonly string[]): Promise<void> => {
    for (let from = 0; from < keys.length; from += mostKeys)
      await ask('hold', keys.slice(from, from + mostKeys));
  };
  /** Resolves once everything is held that was to be. */
  const holding = (): Promise<unknown> => {
    if (untold.length > 0) {
      const keys = untold;
      untold = [];
      told = Promise.all([told, tellAll(keys)]);
    }
    return told;
  };
  return {
    ...local,
    hold: (keys) => {
      for (const key of keys) untold.push(key);
      return () => undefined;
    },
    find: async (key) => {
      await holding();
      return local.find(key);
    },
    findWhole: async (key) => {
      await holding();
      return local.findWhole(key);
    },
    read: async (key) => {
      await holding();
      return local.read(key);
    },
    publish: async (key, temporary) => {
      await holding();
      const chunk = await local.publish(key, temporary);
      if (isAhead) await ask('made', key);
      return chunk;
    },
    bytesOf: async (keys) => {
      await holding();
      return local.bytesOf(keys);
    },
  };
}
