import { join } from 'node:path';
import type { MediaLibrary } from '../api/runtime.ts';
import { openAssets } from '../assets/open-assets.ts';
import { createSynchroniser } from '../assets/synchronise.ts';
import { openSourceLibrary } from '../media/library/source-library.ts';
import type { SourceRoots } from '../media/library/resolve-source.ts';
import { createSampleMaker } from '../media/sample/make-sample.ts';
import type { SourceReadings } from '../media/reading/source-readings.ts';
import type { Tools } from '../media/reading/tools.ts';
import type { ServerConfig } from './config.ts';
import type { RuntimeHooks } from './start-server.ts';

/** The source library and all that is made of it for those who edit. */
export interface OpenedMedia {
  readonly media: MediaLibrary;
  /** Deletes what an earlier server left unfinished, and proxies of sources that are gone. */
  readonly sweep: () => Promise<void>;
  /** Resolves when no proxy is being made. */
  readonly idle: () => Promise<void>;
}

export interface MediaOptions {
  readonly tools: Tools;
  /** What is known of sources, for all who only look at them. */
  readonly readings: SourceReadings;
  readonly roots: SourceRoots;
  /** Stops everything; children are dead when `idle` resolves. */
  readonly signal: AbortSignal;
}

export function openMedia(
  config: ServerConfig,
  { children, log }: RuntimeHooks,
  { tools, readings, roots, signal }: MediaOptions,
): OpenedMedia {
  const sources = openSourceLibrary(readings, roots);
  const proxies = join(config.mediaBasePath, 'proxies');
  const assets = openAssets({
    tools,
    roots,
    folder: proxies,
    reserveBytes: config.diskReserveBytes,
    signal,
    onBug: (error, filePath) => log.error({ err: error, filePath }, 'making a proxy met a bug'),
  });
  const sweepAssets = (): void => {
    assets.sweep().catch((error: unknown) => log.warn({ err: error }, 'old proxies could not be removed'));
  };
  return {
    media: {
      ...sources,
      remove: async (filePath) => {
        await sources.remove(filePath);
        sweepAssets();
      },
      assets,
      sync: createSynchroniser({ tools, roots, folder: join(proxies, 'listening') }),
      makeSample: createSampleMaker({ children, sourcesFolder: roots.library, signal }),
    },
    sweep: async () => {
      await sources.sweep();
      sweepAssets();
    },
    idle: assets.idle,
  };
}
