import { join } from 'node:path';
import about from '../../../package.json' with { type: 'json' };
import { createSynchroniser } from '../../assets/synchronise.ts';
import { openChildren } from '../../children/open-children.ts';
import { openRenderEngine } from '../../render/open-engine.ts';
import type { ServerConfig } from '../../server/settings/config.ts';
import { childrenOptionsOf } from '../../server/settings/children-options.ts';
import { openSourceCache, type SourceCache } from '../../server/objects/open-source-cache.ts';
import { openStorage } from '../../storage/open-storage.ts';
import { openSuggestions } from '../../server/runtime/open-suggestions.ts';
import type { Engine, EngineOptions } from './engine.ts';

/** The renderer for one run of the command line, with the machine to itself. */
export async function openEngine(config: ServerConfig, options: EngineOptions): Promise<Engine> {
  const sources = await openSources(config);
  const cache = sources?.cache;
  const library = { library: options.sourcesFolder, extra: config.mediaRoots };
  const roots = { ...library, ...(cache && { cache: cache.folder }) };
  const engine = await openRenderEngine({
    children: openChildren({ ...childrenOptionsOf(config), folder: options.chunksFolder }),
    roots,
    remoteFiles: cache,
    chunksFolder: options.chunksFolder,
    // The folder is the user's own, or goes with the run: nothing of it is deleted behind anybody's back.
    chunkBudgetBytes: Infinity,
    exportConcurrency: 1,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    onBug: (error) => complain(error instanceof Error ? error.stack : error),
  });
  const { tools, listen } = engine;
  const closing = new AbortController();
  const folder = join(options.chunksFolder, 'listening');
  return {
    ...openSuggestions({ tools, roots, folder, listen, signal: closing.signal }),
    sync: createSynchroniser({ tools, roots, folder: join(folder, 'samples') }),
    render: engine.render,
    dryRun: engine.admission.dryRun,
    admit: engine.admission.admit,
    probe: engine.probeFile,
    capabilities: async () => ({ version: about.version, ...(await engine.abilities()), limits: {} }),
    close: async () => {
      closing.abort('shutdown');
      await engine.close();
      await sources?.close();
    },
  };
}

/** What sources are read through that lie in the storage or under links; undefined where all lie in folders. */
async function openSources(config: ServerConfig): Promise<SourceCache | undefined> {
  const store = config.storage && (await openStorage(config.storage, config.s3));
  return openSourceCache(config, store, {
    onTrouble: (error) => complain(`What was read of the storage could not be noted down: ${String(error)}`),
    onLost: () => {
      complain('Another process has taken over the cache of what is read of the storage; this one ends.');
      process.kill(process.pid, 'SIGTERM');
    },
  });
}

function complain(words: unknown): void {
  process.stderr.write(`${String(words)}\n`);
}
