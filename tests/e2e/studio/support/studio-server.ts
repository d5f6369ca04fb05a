import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig, settleNodeEnv } from '../../../../src/server/config.ts';
import { createLog } from '../../../../src/server/log.ts';
import { buildRuntime } from '../../../../src/server/runtime.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { buildUploads } from '../../../../src/server/uploads.ts';

const root = resolve(import.meta.dirname, '../../../..');

export interface StudioServer {
  readonly url: string;
  /** `MEDIA_BASE_PATH` of this server. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** The whole server as it is shipped, pages included, on a free port and an empty library of its own. */
export async function startStudioServer(): Promise<StudioServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-studio-'));
  const read = readConfig({ PORT: '0', MEDIA_BASE_PATH: folder, LOG_LEVEL: 'error' });
  if (!read.isOk) throw new Error(read.complaints.join('\n'));
  settleNodeEnv(false);
  const server = await startServer(read.config, {
    buildRuntime,
    buildUploads,
    log: createLog('error'),
    pages: { isDev: false, folder: root },
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
