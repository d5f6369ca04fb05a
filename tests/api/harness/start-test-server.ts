import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestChildren } from '../../children/test-children.ts';
import { openSourceLibrary } from '../../../src/media/library/source-library.ts';
import { openSourceReadings } from '../../../src/media/reading/kept/source-readings.ts';
import { assembleRuntime } from '../../../src/server/runtime/assemble-runtime.ts';
import { openServerAccounts } from '../../../src/server/accounts/open-server-accounts.ts';
import type { RunningAccounts } from '../../../src/server/door/access/running-accounts.ts';
import { createOwnerLibraries } from '../../../src/server/runtime/owners/open-owner-library.ts';
import { rootsOf } from '../../../src/server/runtime/owners/owner-folders.ts';
import { readConfig, type ServerConfig } from '../../../src/server/settings/config.ts';
import type { Limits } from '../../../src/server/http/limits.ts';
import { createLog } from '../../../src/server/log.ts';
import type { ServerOptions } from '../../../src/server/server-options.ts';
import { startServer } from '../../../src/server/start-server.ts';
import type { CloseReason } from '../../../src/server/runtime/runtime-types.ts';
import { buildUploads } from '../../../src/server/runtime/build-uploads.ts';
import { footageWith } from './footage-with.ts';
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
  /** Who is told apart; nobody unless told. `real`: accounts as `ACCOUNTS=on` has them. */
  readonly accounts?: RunningAccounts | 'real';
  /** Pages of Next; none unless told. */
  readonly pages?: ServerOptions['pages'];
}

/** The whole server without pages, on a random port, over a fresh folder: real but for what renders. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-api-'));
  const config = testConfig(
    {
      MEDIA_BASE_PATH: folder,
      ...(options.accounts === 'real' && { ACCOUNTS: 'on' }),
      ...options.environment,
    },
    options.accounts !== undefined && options.accounts !== 'real',
  );
  const fakes = createFakeParts();
  const { signal } = new AbortController();
  const children = openTestChildren({ folder });
  const readings = openSourceReadings({ children }, signal);
  const library = options.hasRealLibrary && openSourceLibrary(readings, rootsOf(config));
  const media = { ...fakes.media, ...library };
  const libraries = { readings, house: media, onRemoved: () => undefined, children, signal };
  const openLibrary = createOwnerLibraries(config, libraries);
  // The sample is real footage, which takes a while to make.
  const libraryOf = (owner: string) => ({ ...openLibrary(owner), makeSample: fakes.media.makeSample });
  const parts = { ...fakes, media, owned: { ...fakes.owned, libraryOf } };
  const { accounts } = options;
  const logLines: Record<string, unknown>[] = [];
  const log = createLog('debug', {
    write: (line) => logLines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const server = await startServer(config, {
    log,
    buildRuntime: (settings, hooks) =>
      assembleRuntime(settings, { ...parts, footage: footageWith(hooks.children) }, hooks),
    buildUploads,
    ...(accounts && { openAccounts: accounts === 'real' ? openServerAccounts : async () => accounts }),
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

export function testConfig(environment: Readonly<Record<string, string>>, hasAccounts = false): ServerConfig {
  const result = readConfig({ PORT: '0', PATH: process.env['PATH'], ...environment });
  if (!result.isOk) throw new Error(result.complaints.join('\n'));
  // What accounts stand on is the test's own.
  return hasAccounts ? Object.assign(result.config, { accounts: {} }) : result.config;
}
