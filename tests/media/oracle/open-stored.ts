import { join } from 'node:path';
import { remoteFolders } from '../../../src/disk/remote-files.ts';
import { openObjectCache, type ObjectCache } from '../../../src/storage/cache/open-object-cache.ts';
import { findObject } from '../../../src/storage/find-object.ts';
import { createFolderStore } from '../../../src/storage/folder/folder-store.ts';
import { createWebReader } from '../../../src/storage/web/web-reader.ts';

/** A storage with sources, which are read from it through files with holes. */
export interface StoredSources extends AsyncDisposable {
  /** Where its files lie. */
  readonly library: string;
  readonly cache: ObjectCache;
}

/** Opens one in a folder: what is fetched of it, and when, is the same as of a bucket. */
export async function openStored(folder: string): Promise<StoredSources> {
  const store = createFolderStore(join(folder, 'storage'));
  const places = { store, buckets: new Map(), origins: new Set<string>(), web: createWebReader() };
  const cache = await openObjectCache({
    folder: join(folder, 'cache'),
    budgetBytes: 1e12,
    find: (name) => findObject(name, places),
    onTrouble: (error) => {
      throw error;
    },
  });
  const withdraw = remoteFolders.serve(cache);
  return {
    library: join(folder, 'storage', 'sources'),
    cache,
    [Symbol.asyncDispose]: async () => {
      withdraw();
      await cache.close();
    },
  };
}
