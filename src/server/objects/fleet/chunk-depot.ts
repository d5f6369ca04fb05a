import { stat } from 'node:fs/promises';
import type { ChunkUses } from '../../../fleet/chunks/chunk-uses.ts';
import type { ChunkDepot } from '../../../media/chunks/chunk-depot.ts';
import { fetchToFile, lookFor } from '../../../storage/fetch-to-file.ts';
import type { ObjectStore } from '../../../storage/object-store.ts';

export interface ChunkDepotOptions {
  readonly store: ObjectStore;
  readonly uses: Pick<ChunkUses, 'use'>;
  /** Larger ones stay where they are made. */
  readonly mostBytes: number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** What the keys of chunks begin with. */
export const chunksPrefix = 'chunks/';

/** A storage that fails is left alone for so long: each call tries again and again by itself already. */
const restMs = 30_000;

export function objectOfChunk(key: string): string {
  return `${chunksPrefix}${key.slice(0, 2)}/${key}`;
}

/** The chunks of a fleet in its storage: written once each, never changed. */
export function openChunkDepot({ store, uses, mostBytes, onTrouble }: ChunkDepotOptions): ChunkDepot {
  let restUntil = -Infinity;
  const attempt = async <Result>(what: string, otherwise: Result, work: () => Promise<Result>) => {
    if (performance.now() < restUntil) return otherwise;
    try {
      return await work();
    } catch (error) {
      restUntil = performance.now() + restMs;
      onTrouble(what, error);
      return otherwise;
    }
  };
  // Nobody waits for it: while Redis is away, what is rendered goes on.
  const use = (keys: readonly string[]): void => {
    uses.use(keys).catch((error: unknown) => onTrouble('it could not be noted what was used', error));
  };
  return {
    keep: (key, path) =>
      attempt('a finished chunk could not be put into the storage', undefined, async () => {
        const { size } = await stat(path).catch(() => ({ size: Infinity }));
        if (size > mostBytes) return;
        await store.write({ key: objectOfChunk(key), path, isOnlyIfAbsent: true });
        use([key]);
      }),
    bring: (key, path) =>
      attempt('a chunk could not be fetched from the storage', false, async () => {
        const info = await lookFor(store, objectOfChunk(key));
        if (!info || info.bytes > mostBytes) return false;
        await fetchToFile(store, info, { path });
        return true;
      }),
    remove: (key) =>
      attempt('a chunk could not be removed from the storage', undefined, () =>
        store.remove(objectOfChunk(key)),
      ),
    use,
  };
}
