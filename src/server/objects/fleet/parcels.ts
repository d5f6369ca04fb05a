import { randomUUID } from 'node:crypto';
import { fetchToFile } from '../../../storage/fetch-to-file.ts';
import type { ObjectStore } from '../../../storage/object-store.ts';

/** Files on their way from one machine to another, by names that nobody else has. */
export interface Parcels {
  readonly newName: () => string;
  readonly send: (name: string, path: string, signal?: AbortSignal) => Promise<void>;
  /** Rejects where it was not sent. */
  readonly fetch: (name: string, path: string, signal?: AbortSignal) => Promise<void>;
  /** What is left over is swept after a day. Never rejects. */
  readonly discard: (names: readonly string[]) => Promise<void>;
}

export const parcelsPrefix = 'parcels/';

export function openParcels(store: ObjectStore): Parcels {
  const keyOf = (name: string) => `${parcelsPrefix}${name}`;
  return {
    newName: randomUUID,
    // Whoever had this task before, and wakes up, changes nothing of what is being fetched.
    send: async (name, path, signal) => {
      await store.write({ key: keyOf(name), path, isOnlyIfAbsent: true }, signal);
    },
    fetch: async (name, path, signal) => {
      const info = await store.look(keyOf(name), signal);
      await fetchToFile(store, info, { path, signal });
    },
    discard: async (names) => {
      await Promise.allSettled(names.map((name) => store.remove(keyOf(name))));
    },
  };
}
