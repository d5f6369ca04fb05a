import type { OutputFiles } from '../../api/rest/route.ts';
import { problems } from '../../contract/problems.ts';
import type { ObjectCache } from '../../storage/cache/open-object-cache.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { openStorage } from '../../storage/open-storage.ts';
import type { Log } from '../log.ts';
import type { ServerConfig } from '../settings/config.ts';
import { openFleetObjects, type FleetObjects } from './fleet/open-fleet-objects.ts';
import { openSourceCache, type SourceCache } from './open-source-cache.ts';
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
  const { storage, s3 } = config;
  const store = storage && (await openStorage(storage, s3));
  // Whoever has downloaded a file whole is not known where it did not come from here.
  const hasLinks = config.redirectsDownloads && !config.deletesAfterDownload;
  const fleet = store && config.redis && openFleetObjects({ ...config, redis: config.redis }, store, log);
  const outputs = store && openStoredOutputs(store, fleet?.records);
  const opened = await openCache(config, store, log);
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

async function openCache(
  config: ServerConfig,
  store: ObjectStore | undefined,
  log: Log,
): Promise<SourceCache | undefined> {
  return openSourceCache(config, store, {
    onTrouble: (err) => log.warn({ err }, 'what the cache holds could not be noted down'),
    onLost: () => {
      log.fatal('another process has taken over the cache of objects; this one ends');
      process.exitCode = problems.NOT_READY.exit;
      process.kill(process.pid, 'SIGTERM');
    },
  });
}

/** Asks nothing of the storage: links are signed here. Undefined where there are none, or no credentials. */
async function originOfLinks({ linkTo }: ObjectStore): Promise<string | undefined> {
  const link = await linkTo?.('any', { disposition: 'attachment', type: 'video/mp4', seconds: 60 }).catch(
    () => undefined,
  );
  return link === undefined ? undefined : new URL(link).origin;
}
