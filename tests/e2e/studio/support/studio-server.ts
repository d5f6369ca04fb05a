import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openServerAccounts } from '../../../../src/server/accounts/open-server-accounts.ts';
import { openTestChildren } from '../../../children/test-children.ts';
import { readConfig, settleNodeEnv, type ServerConfig } from '../../../../src/server/settings/config.ts';
import { createLog } from '../../../../src/server/log.ts';
import { buildRuntime } from '../../../../src/server/runtime/build-runtime.ts';
import type { Limits } from '../../../../src/server/http/limits.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { buildUploads } from '../../../../src/server/runtime/build-uploads.ts';

const root = resolve(import.meta.dirname, '../../../..');

export interface StudioServer {
  readonly url: string;
  /** `MEDIA_BASE_PATH` of this server. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** The whole server as it is shipped, pages included, on a free port and an empty library of its own, with further settings. */
export async function startStudioServer(
  settings: Readonly<Record<string, string>> = {},
  limits: Partial<Limits> = {},
): Promise<StudioServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-studio-'));
  // Beside other tests nothing is rendered that no test has asked for.
  const usual = { PORT: '0', MEDIA_BASE_PATH: folder, LOG_LEVEL: 'error', PREPARE: 'off' };
  const read = readConfig({ ...usual, ...settings });
  if (!read.isOk) throw new Error(read.complaints.join('\n'));
  const isEager = read.config.isPreparing;
  settleNodeEnv(false);
  const server = await startServer(read.config, {
    buildRuntime: (config, hooks) =>
      buildRuntime(config, isEager ? { ...hooks, children: eagerChildren(config) } : hooks),
    buildUploads,
    log: createLog('error'),
    pages: { isDev: false, folder: root },
    openAccounts: openServerAccounts,
    limits,
  });
  return {
    url: server.url,
    folder,
    close: async () => {
      await server.close('shutdown');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** On a machine that others keep busy, what yields gets next to nothing by its usual niceness. */
function eagerChildren({ mediaBasePath: folder, ffmpegConcurrency: concurrency }: ServerConfig) {
  return openTestChildren({ folder, concurrency, yieldingNiceness: 0 });
}
