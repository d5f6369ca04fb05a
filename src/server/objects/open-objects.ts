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
import type { StagedShelf } from './put-staged.ts';
import { openStoredLibraries, type StoredLibraries } from './stored-library.ts';
import { createPartPlace } from './stored-parts.ts';
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
  /** Where browsers reach the storage (`https://s3.example`), if they do. */
  readonly uploadOrigin: string | undefined;
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
  const needsCache = store !== undefined || sourceHosts.origins.length + sourceHosts.buckets.length > 0;
  const opened = needsCache ? await openCache(config, store, log) : undefined;
  // Who cannot fetch anything from there cannot send anything there.
  const partsFor = (shelf: StagedShelf) =>
    opened && config.redirectsDownloads ? createPartPlace({ ...shelf, cache: opened.cache }) : undefined;
  return {
    ...{ store, fleet, outputs, cache: opened?.cache },
    libraries: store && openStoredLibraries(store, partsFor),
    uploadOrigin: store && config.redirectsDownloads ? await originOfLinks(store) : undefined,
    sweep: async () => {
      await outputs
        ?.sweep()
        .catch((err: unknown) => log.warn({ err }, 'unfinished uploads could not be ended'));
    },
    outputFiles: openOutputFiles(store, hasLinks),
    close: async () => {
      await fleet?.close();
      await opened?.close();
    },
  };
}

interface OpenedCache {
  readonly cache: ObjectCache;
  readonly close: () => Promise<void>;
}

async function openCache(
  { sourceHosts, s3, mediaBasePath, cacheBytes }: ServerConfig,
  store: ObjectStore | undefined,
  log: Log,
): Promise<OpenedCache> {
  const buckets = new Map<string, ObjectReader>();
  for (const bucket of sourceHosts.buckets)
    buckets.set(bucket, await openStorage({ kind: 's3', bucket, prefix: '' }, s3));
  const places = { store, buckets, origins: new Set(sourceHosts.origins), web: createWebReader() };
  const folder = await claimCacheFolder(join(mediaBasePath, 'cache'), () => {
    log.fatal('another process has taken over the cache of objects; this one ends');
    process.exitCode = problems.NOT_READY.exit;
    process.kill(process.pid, 'SIGTERM');
  });
  const cache = await openObjectCache({
    folder: folder.path,
    budgetBytes: cacheBytes,
    find: (name) => findObject(name, places),
    onTrouble: (err) => log.warn({ err }, 'what the cache holds could not be noted down'),
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

/** Asks nothing of the storage: links are signed here. Undefined where there are none, or no credentials. */
async function originOfLinks({ linkTo }: ObjectStore): Promise<string | undefined> {
  const link = await linkTo?.('any', { disposition: 'attachment', type: 'video/mp4', seconds: 60 }).catch(
    () => undefined,
  );
  return link === undefined ? undefined : new URL(link).origin;
}
