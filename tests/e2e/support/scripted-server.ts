import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FleetWorkerView } from '../../../src/contract/exports/fleet-worker.ts';
import { readConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { startServer } from '../../../src/server/start-server.ts';
import { ScriptedExports } from './scripted-exports.ts';
import { scriptedRuntime } from './scripted-runtime.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface ScriptedServer {
  readonly url: string;
  readonly exports: ScriptedExports;
  readonly close: () => Promise<void>;
}

export interface ScriptedServerOptions {
  readonly port?: number;
  /** Pages as built, pages with hot reload, or the API alone. */
  readonly pages?: 'built' | 'dev' | 'none';
  readonly allowedOrigins?: string;
  /** Those of an earlier server, to go on with as after a restart. */
  readonly exports?: ScriptedExports;
  /** Who renders beside this server. */
  readonly workers?: readonly FleetWorkerView[];
}

/** The real server with its real pages, around exports that move when a test says so. */
export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cutroom-scripted-'));
  const exports = options.exports ?? new ScriptedExports(folder);
  const read = readConfig({
    PORT: String(options.port ?? 0),
    MEDIA_BASE_PATH: folder,
    LOG_LEVEL: 'warn',
    ALLOWED_ORIGINS: options.allowedOrigins ?? '',
  });
  if (!read.isOk) throw new Error(read.complaints.join('\n'));
  const pages = options.pages ?? 'none';
  settleNodeEnv(pages === 'dev');
  const server = await startServer(read.config, {
    buildRuntime: async () => ({
      ...scriptedRuntime(exports),
      workers: async () => options.workers ?? [],
      waitingWork: () => ({ longestSeconds: 0, estimatedSeconds: 0 }),
      // Nobody is told apart here.
      owned: {} as never,
      footage: { check: async () => undefined, isSuspect: async () => false },
      close: async () => {},
    }),
    log: createLog('warn'),
    ...(pages !== 'none' && { pages: { isDev: pages === 'dev', folder: root } }),
  });
  return {
    url: server.url,
    exports,
    close: async () => {
      await server.close('shutdown');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
