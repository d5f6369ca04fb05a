import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { joinOwnedId } from '../../../contract/owned-name.ts';
import { soleAdministrator } from '../../../contract/principal.ts';
import { openChunkUses } from '../../../fleet/chunks/chunk-uses.ts';
import type { Render } from '../../../jobs/ports.ts';
import type { JobRecord } from '../../../jobs/state/job-record.ts';
import type { JobStore } from '../../../jobs/state/job-store.ts';
import type { ChunkDepot } from '../../../media/chunks/chunk-depot.ts';
import type { ObjectStore } from '../../../storage/object-store.ts';
import type { Log } from '../../log.ts';
import type { ServerConfig } from '../../settings/config.ts';
import { ownerFolderOf, ownersFolderOf } from '../../runtime/owners/owner-folders.ts';
import { folderOfOutput } from '../stored-outputs.ts';
import { openChunkDepot } from './chunk-depot.ts';
import { openExportFiles } from './export-files.ts';
import { keepingFiles } from './keep-files.ts';
import { openOutputRecords, type OutputRecords } from './output-records.ts';
import { openParcels, type Parcels } from './parcels.ts';
import { storedFolders } from './stored-folders.ts';
import { sweepChunks } from './sweep-chunks.ts';
import { sweepFolders } from './sweep-folders.ts';

/** What the machines of a fleet share in their storage, so that they need no folder in common. */
export interface FleetObjects {
  readonly depot: ChunkDepot;
  readonly parcels: Parcels;
  readonly records: OutputRecords;
  /** `s3://bucket/prefix` */
  readonly name: string;
  readonly shareFolders: (own: JobStore) => JobStore;
  readonly keepFiles: (render: Render) => Render;
  /** From now on deletes what is left here of exports and attempts that are over, at once and every hour. */
  readonly sweepFolders: (read: (jobId: string) => Promise<JobRecord | undefined>) => void;
  readonly close: () => Promise<void>;
}

const minuteMs = 60_000;
const sweepMs = 15 * minuteMs;
const foldersMs = 60 * minuteMs;
/** Longer than any export is without asking for its chunks, but for the longest. */
const spareMs = 120 * minuteMs;
/** One chunk is to take no more than this share of the budget: it would drive out all others. */
const mostShare = 0.5;

export function openFleetObjects(
  config: ServerConfig & { readonly redis: NonNullable<ServerConfig['redis']> },
  store: ObjectStore,
  log: Log,
): FleetObjects {
  const uses = openChunkUses(config.redis, () => undefined);
  const budgetBytes = config.chunkStoreBytes;
  const onTrouble = (what: string, err: unknown) => log.warn({ err }, what);
  const files = openExportFiles(store);
  const records = openOutputRecords(store, folderOfOutput);
  const seenFolder = join(config.mediaBasePath, 'cache', 'exports');
  const timers: NodeJS.Timeout[] = [];
  let isClosed = false;
  const every = (ms: number, what: string, work: () => Promise<unknown>): void => {
    const run = () => void work().catch((error: unknown) => isClosed || onTrouble(what, error));
    timers.push(setInterval(run, ms).unref());
    run();
  };
  every(sweepMs, 'what nobody needs any more could not be removed from the storage', async () => {
    if (await uses.takeTurn(sweepMs - minuteMs)) await sweepChunks({ store, uses, budgetBytes, spareMs });
  });
  return {
    depot: openChunkDepot({ store, uses, mostBytes: budgetBytes * mostShare, onTrouble }),
    parcels: openParcels(store),
    records,
    name: store.name,
    shareFolders: (own) => storedFolders(own, { files, records, seenFolder }),
    keepFiles: (render) =>
      keepingFiles(render, files, (error) =>
        onTrouble('what belongs to an export could not be put into the storage', error),
      ),
    sweepFolders: (read) =>
      every(foldersMs, 'folders of removed exports could not be deleted', async () => {
        const others = await readdir(ownersFolderOf(config)).catch(() => []);
        for (const owner of [soleAdministrator.id, ...others])
          await sweepFolders(ownerFolderOf(config, owner, 'exports'), async (name) => {
            const jobId = joinOwnedId({ owner, name });
            const record = await read(jobId);
            const attemptToken = record?.status === 'processing' ? record.attemptToken : undefined;
            // Of a Redis that has lost everything nothing is concluded.
            const isThere = record !== undefined || (await files.bytesOf(jobId, 'config.json')) !== undefined;
            return { isThere, attemptToken: attemptToken ?? undefined };
          });
      }),
    close: async () => {
      isClosed = true;
      timers.forEach((timer) => clearInterval(timer));
      await uses.close();
    },
  };
}
