import { join } from 'node:path';
import { remoteFolders } from '../../disk/remote-files.ts';
import { openObjectCache, type ObjectCache } from '../../storage/cache/open-object-cache.ts';
import { findObject } from '../../storage/find-object.ts';
import type { ObjectReader, ObjectStore } from '../../storage/object-store.ts';
import { openStorage } from '../../storage/open-storage.ts';
import { createWebReader } from '../../storage/web/web-reader.ts';
import type { ServerConfig } from '../settings/config.ts';
import { claimCacheFolder } from './claim-cache-folder.ts';

export interface SourceCache {
  readonly cache: ObjectCache;
  readonly close: () => Promise<void>;
}

export interface SourceCacheHooks {
  /** What the cache holds could not be noted down. */
  readonly onTrouble: (error: unknown) => void;
  /** Another process has taken over the folder: this one must end. */
  readonly onLost: () => void;
}

/** What the sources of configs that lie elsewhere are read through; undefined where none may lie elsewhere. */
export async function openSourceCache(
  { sourceHosts, s3, mediaBasePath, cacheBytes }: ServerConfig,
  store: ObjectStore | undefined,
  { onTrouble, onLost }: SourceCacheHooks,
): Promise<SourceCache | undefined> {
  if (!store && sourceHosts.origins.length + sourceHosts.buckets.length === 0) return undefined;
  const buckets = new Map<string, ObjectReader>();
  for (const bucket of sourceHosts.buckets)
    buckets.set(bucket, await openStorage({ kind: 's3', bucket, prefix: '' }, s3));
  const places = { store, buckets, origins: new Set(sourceHosts.origins), web: createWebReader() };
  const folder = await claimCacheFolder(join(mediaBasePath, 'cache'), onLost);
  const cache = await openObjectCache({
    folder: folder.path,
    budgetBytes: cacheBytes,
    find: (name) => findObject(name, places),
    onTrouble,
  });
  const withdraw = remoteFolders.serve(cache);
  return {
    cache,
    close: async () => {
      withdraw();
      await cache.close();
      await folder.release();
    },
  };
}
