import { setTimeout as delay } from 'node:timers/promises';
import program from '../../../../package.json' with { type: 'json' };
import type { RemoteFiles } from '../../../disk/remote-files.ts';
import { chunkQueueOf } from '../../../fleet/chunks/chunk-task.ts';
import type { Fleet } from '../../../fleet/open-fleet.ts';
import type { FleetWorker } from '../../../fleet/open-worker.ts';
import type { Render } from '../../../jobs/ports.ts';
import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { ServerConfig } from '../../settings/config.ts';
import type { FleetObjects } from '../../objects/fleet/open-fleet-objects.ts';
import { makingChunks } from './make-chunks.ts';
import type { SpreadableChildren } from './spread-children.ts';

/** What of a process renders for the fleet. */
export interface RenderingParts {
  readonly render: Render;
  readonly discardPartials: (folder: string) => Promise<void>;
  readonly ffmpegVersion: string;
  readonly store: ChunkStore;
  readonly spreadable: SpreadableChildren;
  /** Its own files of what lies in storages. */
  readonly remoteFiles?: RemoteFiles | undefined;
  /** What it shares with machines that have no folder in common with it. */
  readonly shared?: FleetObjects | undefined;
}

/** How often it is counted how many places for chunks all workers have. */
const countMs = 1_000;

/** Begins to take exports and pieces of exports, and to hand out pieces of its own. */
export async function openRenderingOf(
  config: ServerConfig,
  fleet: Fleet,
  { render, discardPartials, ffmpegVersion, store, spreadable, remoteFiles, shared }: RenderingParts,
): Promise<FleetWorker> {
  const { own, spread } = spreadable;
  // Pieces of exports name their files by their paths: who has them elsewhere renders whole exports only.
  const place = shared?.name ?? config.mediaBasePath;
  const queueName = chunkQueueOf([program.version, ffmpegVersion, place, ...config.mediaRoots]);
  const desk = fleet.openChunkDesk(queueName);
  let slots = 0;
  const closing = new AbortController();
  const counting = (async () => {
    while (!closing.signal.aborted) {
      // A call that fails says nothing of the workers: those counted last stay.
      const workers = await fleet.workers().catch(() => undefined);
      const ours = workers?.filter(({ build }) => build === queueName);
      if (ours) slots = ours.reduce((sum, worker) => sum + worker.slots, 0);
      await delay(countMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  const parcels = shared?.parcels;
  spread({ desk, slots: () => slots, parcels, base: config.mediaBasePath });
  const worker = await fleet.openWorker({
    ...{ discardPartials, concurrency: config.exportConcurrency },
    render: shared ? shared.keepFiles(render) : render,
    about: { version: program.version, ffmpegVersion, cores: config.cores },
    chunks: {
      queueName,
      slots: own.concurrency,
      ...makingChunks({ children: own, store, remoteFiles, parcels }),
    },
  });
  return {
    ...worker,
    drain: async (reason) => {
      await worker.drain(reason);
      closing.abort();
      await counting;
      await desk.close();
    },
  };
}
