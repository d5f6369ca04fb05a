import { join } from 'node:path';
import about from '../../../package.json' with { type: 'json' };
import { createSynchroniser } from '../../assets/synchronise.ts';
import { openChildren } from '../../children/open-children.ts';
import { openRenderEngine } from '../../render/open-engine.ts';
import type { ServerConfig } from '../../server/settings/config.ts';
import { childrenOptionsOf } from '../../server/settings/children-options.ts';
import { openSuggestions } from '../../server/runtime/open-suggestions.ts';
import type { Engine, EngineOptions } from './engine.ts';

/** The renderer for one run of the command line, with the machine to itself. */
export async function openEngine(config: ServerConfig, options: EngineOptions): Promise<Engine> {
  const roots = { library: options.sourcesFolder, extra: config.mediaRoots };
  const engine = await openRenderEngine({
    children: openChildren({ ...childrenOptionsOf(config), folder: options.chunksFolder }),
    roots,
    chunksFolder: options.chunksFolder,
    // The folder is the user's own, or goes with the run: nothing of it is deleted behind anybody's back.
    chunkBudgetBytes: Infinity,
    exportConcurrency: 1,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    onBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
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
    },
  };
}
