import { join } from 'node:path';
import type { PosterOf } from '../../api/rest/route.ts';
import type { MediaLibrary } from '../../api/runtime.ts';
import { soleAdministrator } from '../../contract/principal.ts';
import { openAssets } from '../../assets/open-assets.ts';
import { createLevelReader, type ReadLevels } from '../../assets/read-levels.ts';
import { createPosterMaker } from '../../assets/make-poster.ts';
import { createSynchroniser } from '../../assets/synchronise.ts';
import { LEVEL_RATE } from '../../autocut/levels.ts';
import { clarityOf } from '../../edit/heard-levels.ts';
import { openSourceLibrary } from '../../media/library/source-library.ts';
import type { SourceRoots } from '../../media/library/resolve-source.ts';
import { createSampleMaker } from '../../media/sample/make-sample.ts';
import type { SourceReadings } from '../../media/reading/kept/source-readings.ts';
import type { Tools } from '../../media/reading/tools.ts';
import type { Threads } from '../../threads/open-threads.ts';
import type { ServerConfig } from '../settings/config.ts';
import type { StoredLibraries } from '../objects/stored-library.ts';
import { openSuggestions, type Suggestions } from './open-suggestions.ts';
import { createOwnerLibraries } from './owners/open-owner-library.ts';
import type { OwnedThings, RuntimeHooks } from './runtime-types.ts';

/** The source library and all that is made of it for those who edit. */
export interface OpenedMedia {
  readonly media: MediaLibrary;
  readonly suggestions: Suggestions;
  readonly makePoster: PosterOf;
  readonly owned: Pick<OwnedThings, 'libraryOf' | 'sourceOfAssets'>;
  /** Deletes what an earlier server left unfinished, and proxies of sources that are gone. */
  readonly sweep: () => Promise<void>;
  /** Resolves when no proxy is being made. */
  readonly idle: () => Promise<void>;
}

export interface MediaOptions {
  readonly tools: Tools;
  readonly listen: Threads['listen'];
  /** What is known of sources, for all who only look at them. */
  readonly readings: SourceReadings;
  readonly roots: SourceRoots;
  /** What of the sources lies in a storage. */
  readonly libraries: StoredLibraries | undefined;
  /** Stops everything; children are dead when `idle` resolves. */
  readonly signal: AbortSignal;
}

interface EarParts {
  readonly media: Pick<MediaLibrary, 'probe'>;
  readonly readLevels: ReadLevels;
  readonly signal: AbortSignal;
}

/** Tells how well files are heard, by the levels that automatic cuts are made of. */
function createEar({ media, readLevels, signal }: EarParts): MediaLibrary['hear'] {
  return async (filePath, own) => {
    const stop = own ? AbortSignal.any([own, signal]) : signal;
    const { hasAudio, durationSeconds } = await media.probe(filePath, stop);
    if (!hasAudio) return undefined;
    const values = await readLevels(filePath, stop);
    return { clarity: clarityOf({ values, perSecond: LEVEL_RATE }), seconds: durationSeconds };
  };
}

export function openMedia(
  config: ServerConfig,
  { children, log }: RuntimeHooks,
  { tools, readings, roots, libraries: stored, listen, signal }: MediaOptions,
): OpenedMedia {
  const sources = openSourceLibrary(readings, roots, stored?.of(soleAdministrator.id));
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
  const media: MediaLibrary = {
    ...sources,
    remove: async (filePath) => {
      await sources.remove(filePath);
      sweepAssets();
    },
    assets,
    hear: createEar({
      media: sources,
      readLevels: createLevelReader({ tools, roots, folder: proxies }),
      signal,
    }),
    sync: createSynchroniser({ tools, roots, folder: join(proxies, 'listening') }),
    makeSample: createSampleMaker({ children, sourcesFolder: roots.library, signal }),
  };
  const libraries = { readings, stored, house: media, onRemoved: sweepAssets, children, signal };
  return {
    media,
    owned: { libraryOf: createOwnerLibraries(config, libraries), sourceOfAssets: assets.sourceOf },
    makePoster: createPosterMaker({ tools, signal }),
    suggestions: openSuggestions({ tools, roots, folder: proxies, listen, signal }),
    sweep: async () => {
      await sources.sweep();
      sweepAssets();
    },
    idle: assets.idle,
  };
}
