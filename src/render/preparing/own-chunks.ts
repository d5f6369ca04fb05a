import type { ChunkStore } from '../../media/chunks/chunk-store.ts';

/** The chunks that were made ahead for one project, over all of its edits. */
export interface OwnChunks {
  readonly add: (key: string) => Promise<void>;
  /** Of those that are not needed any more, makes the ones that no export has used the first to be evicted. */
  readonly keepOnly: (needed: ReadonlySet<string>) => Promise<void>;
}

export function openOwnChunks({ usedAt, retire }: Pick<ChunkStore, 'usedAt' | 'retire'>): OwnChunks {
  const madeAt = new Map<string, number>();
  return {
    add: async (key) => {
      for (const [made, at] of await usedAt([key])) madeAt.set(made, at);
    },
    keepOnly: async (needed) => {
      const gone = new Map([...madeAt].filter(([key]) => !needed.has(key)));
      for (const key of gone.keys()) madeAt.delete(key);
      await retire(gone);
    },
  };
}
