import { join } from 'node:path';
import type { OutputFiles } from '../../api/rest/route.ts';
import { problems } from '../../contract/problems.ts';
import { remoteFolders } from '../../disk/remote-files.ts';
import { openObjectCache, type ObjectCache } from '../../storage/cache/open-object-cache.ts';
import { findObject } from '../../storage/find-object.ts';
import type { ObjectReader, ObjectStore } from '../../storage/object-store.ts';
import { openStorage } from '../../storage/open-storage.ts';
import { createWebReader } from '../../storage/web/web-reader.ts';
import type { Log } from '../log.ts';
import type { ServerConfig } from '../settings/config.ts';
import { claimCacheFolder } from './claim-cache-folder.ts';
import { openFleetObjects, type FleetObjects } from './fleet/open-fleet-objects.ts';
import { openStoredLibraries, type StoredLibraries } from './stored-library.ts';
import { openOutputFiles, openStoredOutputs, type StoredOutputs } from './stored-outputs.ts';

/** What of a server's files lies elsewhere; neither is there where all of them lie in folders. */
export interface ServerObjects {
  readonly store: ObjectStore | undefined;
  /** What of objects is needed on this machine. */
  readonly cache: ObjectCache | undefined;
  /** Finished files there; undefined where they stay in the folders of their exports. */
  readonly outputs: StoredOutputs | undefined;
  readonly outputFiles: OutputFiles;
  /** What machines share that have no folder in common; undefined where there is one machine, or no storage. */
  readonly fleet: FleetObjects | undefined;
  /** Sources there; undefined where they lie in folders and under links alone. */
  readonly libraries: StoredLibraries | undefined;
  /** Ends what earlier servers began to send and did not finish. Never rejects. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the storage, and the cache for what is read of it. Asks nothing of it yet. */
export async function openServerObjects(config: ServerConfig, log: Log): Promise<ServerObjects> {
  const { storage, sourceHosts, s3 } = config;
  const store = storage && (await openStorage(storage, s3));
  // Whoever has downloaded a file whole is not known where it did not come from here.
  const hasLinks = config.redirectsDownloads && !config.deletesAfterDownload;
  const fleet = store && config.redis && openFleetObjects({ ...config, redis: config.redis }, store, log);
  const outputs = store && openStoredOutputs(store, fleet?.records);
  const files = {
    fleet,
    outputs,
    libraries: store && openStoredLibraries(store),
    sweep: async () => {
      await outputs
        ?.sweep()
        .catch((err: unknown) => log.warn({ err }, 'unfinished uploads could not be ended'));
    },
    outputFiles: openOutputFiles(store, hasLinks),
  };
  if (!store && sourceHosts.origins.length + sourceHosts.buckets.length === 0)
    return { ...files, store, cache: undefined, close: async () => undefined };
  const buckets = new Map<string, ObjectReader>();
  for (const bucket of sourceHosts.buckets)
    buckets.set(bucket, await openStorage({ kind: 's3', bucket, prefix: '' }, s3));
  const places = { store, buckets, origins: new Set(sourceHosts.origins), web: createWebReader() };
  const folder = await claimCacheFolder(join(config.mediaBasePath, 'cache'), () => {
    log.fatal('another process has taken over the cache of objects; this one ends');
    process.exitCode = problems.NOT_READY.exit;
    process.kill(process.pid, 'SIGTERM');
  });
  const cache = await openObjectCache({
    folder: folder.path,
    budgetBytes: config.cacheBytes,
    find: (name) => findObject(name, places),
    onTrouble: (err) => log.warn({ err }, 'what the cache holds could not be noted down'),
  });
  const withdraw = remoteFolders.serve(cache);
  return {
    ...files,
    store,
    cache,
    close: async () => {
      withdraw();
      await fleet?.close();
      await cache.close();
      await folder.release();
    },
  };
}
