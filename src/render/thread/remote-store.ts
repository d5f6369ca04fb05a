import type { ChunkDepot } from '../../media/chunks/chunk-depot.ts';
import { openChunkStore, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import { shareChunks } from '../../media/chunks/share-chunks.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';

/** Keys that are told at once: the main thread takes them in between two other things. */
const mostKeys = 2000;

/**
 * The chunk store as a worker thread has it. What lies on the disk it reads and writes itself; what is held is known
 * to the main thread, which evicts, and releases all of it when the thread has ended its task. Of what is rendered ahead
 * (`isAhead`) it hears which chunks were made, and nothing that is found counts as used. Where chunks are shared with
 * other machines (`isShared`), the main thread brings and keeps them.
 */
export async function openRemoteStore(
  folder: string,
  { ask }: Pick<TaskHost, 'ask'>,
  { isAhead = false, isShared = false } = {},
): Promise<ChunkStore> {
  const own = await openChunkStore(folder, Infinity, { isOnlyLooking: isAhead });
  const local = isShared ? shareChunks(own, remoteDepot(ask)) : own;
  const { hold, holding } = tellHeld(ask);
  return {
    ...local,
    hold,
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

/** Tells the main thread what is held; `holding` resolves once everything is held that was to be. */
function tellHeld(ask: TaskHost['ask']): Pick<ChunkStore, 'hold'> & { holding: () => Promise<unknown> } {
  let untold: string[] = [];
  let told: Promise<unknown> = Promise.resolve();
  // One part after another: each is answered before the next is sent.
  const tellAll = async (keys: readonly string[]): Promise<void> => {
    for (let from = 0; from < keys.length; from += mostKeys)
      await ask('hold', keys.slice(from, from + mostKeys));
  };
  return {
    hold: (keys) => {
      for (const key of keys) untold.push(key);
      return () => undefined;
    },
    holding: () => {
      if (untold.length > 0) {
        const keys = untold;
        untold = [];
        told = Promise.all([told, tellAll(keys)]);
      }
      return told;
    },
  };
}

function remoteDepot(ask: TaskHost['ask']): ChunkDepot {
  return {
    keep: async (key, path) => void (await ask('keep-chunk', { key, path } satisfies ChunkFile)),
    bring: async (key, path) => (await ask('bring-chunk', { key, path } satisfies ChunkFile)) === true,
    remove: async (key) => void (await ask('remove-chunk', key)),
    // The main thread hears what is held.
    use: () => undefined,
  };
}

/** A chunk and where its file lies, or is to lie. */
export interface ChunkFile {
  readonly key: string;
  readonly path: string;
}

/** What the main thread answers of shared chunks; nothing where they are not. */
export function answersOfDepot(depot: ChunkDepot | undefined) {
  if (!depot) return {};
  return {
    'keep-chunk': ({ key, path }: ChunkFile) => depot.keep(key, path),
    'bring-chunk': ({ key, path }: ChunkFile) => depot.bring(key, path),
    'remove-chunk': (key: string) => depot.remove(key),
  };
}
