import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestChildren } from '../../children/test-children.ts';
import { openSourceLibrary } from '../../../src/media/library/source-library.ts';
import { openSourceReadings } from '../../../src/media/reading/source-readings.ts';
import { assembleRuntime } from '../../../src/server/assemble-runtime.ts';
import { readConfig, type ServerConfig } from '../../../src/server/config.ts';
import type { Limits } from '../../../src/server/limits.ts';
import { createLog } from '../../../src/server/log.ts';
import { startServer, type CloseReason, type ServerOptions } from '../../../src/server/start-server.ts';
import { buildUploads } from '../../../src/server/uploads.ts';
import { createFakeParts, type FakeParts } from './fake-parts.ts';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly parts: FakeParts;
  readonly logLines: Record<string, unknown>[];
  readonly close: (reason: CloseReason) => Promise<void>;
}

export interface TestServerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  /** The source library over real files in `{folder}/sources`, instead of the made-up one. */
  readonly hasRealLibrary?: boolean;
  /** Pages of Next; none unless told. */
  readonly pages?: ServerOptions['pages'];
}

/** The whole server without pages, on a random port, over a fresh folder: real but for what renders. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-api-'));
  const config = testConfig({ MEDIA_BASE_PATH: folder, ...options.environment });
  const fakes = createFakeParts();
  const roots = { library: join(folder, 'sources'), extra: config.mediaRoots };
  const library =
    options.hasRealLibrary &&
    openSourceLibrary(
      openSourceReadings({ children: openTestChildren({ folder }) }, new AbortController().signal),
      roots,
    );
  const parts = { ...fakes, media: { ...fakes.media, ...library } };
  const logLines: Record<string, unknown>[] = [];
  const log = createLog('debug', {
    write: (line) => logLines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const server = await startServer(config, {
    log,
    buildRuntime: (settings, hooks) => assembleRuntime(settings, parts, hooks),
    buildUploads,
    ...(options.limits && { limits: options.limits }),
    ...(options.pages && { pages: options.pages }),
  });
  return {
    ...server,
    port: Number(new URL(server.url).port),
    folder,
    parts,
    logLines,
    [Symbol.asyncDispose]: async () => {
      await server.close('shutdown');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function testConfig(environment: Readonly<Record<string, string>>): ServerConfig {
  const result = readConfig({ PORT: '0', PATH: process.env['PATH'], ...environment });
  if (!result.isOk) throw new Error(result.complaints.join('\n'));
  return result.config;
}
