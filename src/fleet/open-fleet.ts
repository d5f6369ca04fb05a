import { mkdir } from 'node:fs/promises';
import type { FleetWorkerView } from '../contract/exports/fleet-worker.ts';
import { createFileStore, type FileStoreOptions } from '../jobs/file-store/file-store.ts';
import type { RunningExports } from '../jobs/operations/create-exports.ts';
import type { ExportsOptions } from '../jobs/operations/exports-context.ts';
import type { JobStore } from '../jobs/state/job-store.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import { openChunkDesk, type ChunkDesk } from './chunks/hand-out-chunks.ts';
import { openPasses, type Passes } from './handing-out/passes.ts';
import type { RedisPlace } from './journal/connect.ts';
import { doubtsAboutRedis } from './journal/doubt-redis.ts';
import { listWorkers } from './journal/roll-call.ts';
import { openJournal, type MostRunning } from './journal/open-journal.ts';
import type { Journal } from './journal/journal.ts';
import type { RunningWebhooks } from '../webhooks/open-webhooks.ts';
import { openFleetWebhooks } from './open-fleet-webhooks.ts';
import { openFleetExports } from './open-fleet-exports.ts';
import { openFleetWorker, type FleetWorker, type FleetWorkerOptions } from './open-worker.ts';

export interface FleetOptions extends RedisPlace {
  /** Absolute path of the folder of exports, which all machines see unless `shareFolders` is told. */
  readonly folder: string;
  /** See `FileStoreOptions`. */
  readonly ownersFolder?: string | undefined;
  /** See `FileStoreOptions`. */
  readonly checkConfig: NonNullable<FileStoreOptions['checkConfig']>;
  /** See `FileStoreOptions`. */
  readonly removeElsewhere?: FileStoreOptions['removeElsewhere'];
  /** What makes of the folders of this machine those of all; they are unless told. */
  readonly shareFolders?: ((own: JobStore) => JobStore) | undefined;
  readonly limits: ExportsOptions['limits'];
  /** See `JournalOptions`; asked by who renders. */
  readonly mostRunning?: MostRunning | undefined;
  /** See `JobTableOptions`. */
  readonly basePath?: string | undefined;
  /** Told of what this process did. */
  readonly notify: (notice: JobNotice) => void;
  /** Redis cannot be reached, or answers with an error. */
  readonly onError: (error: Error) => void;
}

/** One process's part in a fleet of them. Whoever opened it closes it, after what it opened. */
export interface Fleet {
  readonly journal: Journal;
  /** The exports of all machines, for a process that answers people; `onSeen` is told of whatever happens to them. */
  readonly openExports: (onSeen: (notice: JobNotice) => void) => RunningExports;
  /** The webhooks of all servers; `open` opens those of one. */
  readonly openWebhooks: (open: () => RunningWebhooks) => Promise<RunningWebhooks>;
  readonly openWorker: (
    parts: Pick<FleetWorkerOptions, 'render' | 'discardPartials' | 'concurrency' | 'about' | 'chunks'>,
  ) => Promise<FleetWorker>;
  /** Where a process that renders hands out parts of its exports. */
  readonly openChunkDesk: (queueName: string) => ChunkDesk;
  /** Of the whole fleet. */
  readonly workers: () => Promise<readonly FleetWorkerView[]>;
  /** What of the settings of Redis endangers exports, in sentences. */
  readonly doubts: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { folder, limits, notify, url, prefix } = options;
  const onError = sayOnce(options.onError);
  await mkdir(folder, { recursive: true });
  // Never opened: nobody has the folder alone, and which attempt may publish is decided by its pass.
  const { shareFolders = (own: JobStore) => own } = options;
  const own: JobStore = createFileStore({
    folder,
    ownersFolder: options.ownersFolder,
    checkConfig: options.checkConfig,
    removeElsewhere: options.removeElsewhere,
    onLockLost: () => undefined,
  });
  const folders = shareFolders(own);
  const journal = openJournal({ url, prefix, onError, mostRunning: options.mostRunning });
  const passes: Passes = openPasses({ url, prefix }, onError);
  return {
    journal,
    openExports: (onSeen) =>
      openFleetExports({ journal, passes, folders, limits, notify, onSeen, basePath: options.basePath }),
    openWebhooks: (open) => openFleetWebhooks({ url, prefix, journal, open, onError }),
    openWorker: (parts) =>
      openFleetWorker({
        ...{ ...parts, url, prefix, journal, passes, folders, notify, onError },
        deadlineMs: limits.deadlineMs,
      }),
    openChunkDesk: (queueName) => openChunkDesk({ url, prefix, queueName, onError }),
    workers: () => listWorkers({ redis: journal.redis, prefix }),
    doubts: () => doubtsAboutRedis(journal.redis),
    close: async () => {
      await passes.close();
      await journal.close();
    },
  };
}

/** Several connections fail over and over while Redis is away: one line says it. */
function sayOnce(say: (error: Error) => void, everyMs = 30_000): (error: Error) => void {
  let saidAt = -Infinity;
  return (error) => {
    if (performance.now() - saidAt < everyMs) return;
    saidAt = performance.now();
    say(error);
  };
}
