import type { ChunkDepot } from './chunk-depot.ts';
import type { ChunkStore } from './chunk-store.ts';

/**
 * A store of this machine whose chunks are also those of a depot: what is not here is brought, and what is made here is
 * kept there, before it is answered. Space, ages and eviction are those of this machine.
 */
export function shareChunks(own: ChunkStore, depot: ChunkDepot): ChunkStore {
  const bring = bringOnce(own, depot);
  const orBring =
    <Found>(look: (key: string) => Promise<Found | undefined>) =>
    async (key: string): Promise<Found | undefined> => {
      const here = await look(key);
      if (here !== undefined) return here;
      if (!(await bring(key))) return undefined;
      const brought = await look(key);
      // In the way of the one that is made now.
      if (brought === undefined) await depot.remove(key);
      return brought;
    };
  return {
    ...own,
    find: orBring(own.find),
    findWhole: orBring(own.findWhole),
    read: orBring(own.read),
    publish: async (key, temporary) => {
      const chunk = await own.publish(key, temporary);
      await depot.keep(key, chunk.path);
      return chunk;
    },
    hold: (keys) => {
      depot.use(keys);
      return own.hold(keys);
    },
    remove: async (key) => {
      await Promise.all([own.remove(key), depot.remove(key)]);
    },
  };
}

/** Brings a chunk into the own store; all who want one at the same time wait for the same. */
function bringOnce(own: ChunkStore, depot: ChunkDepot): (key: string) => Promise<boolean> {
  const underWay = new Map<string, Promise<boolean>>();
  const bring = async (key: string): Promise<boolean> => {
    const temporary = own.reserve();
    try {
      return (await depot.bring(key, temporary)) && (await own.adopt(key, temporary)) !== undefined;
    } finally {
      await own.discard(temporary);
    }
  };
  return (key) => {
    const there = underWay.get(key);
    if (there) return there;
    const work = bring(key).finally(() => underWay.delete(key));
    underWay.set(key, work);
    return work;
  };
}
