import { loadConfig, settleNodeEnv, type ServerConfig } from '../../../src/server/settings/config.ts';
import { assembleRuntime } from '../../../src/server/runtime/assemble-runtime.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { startServer } from '../../../src/server/start-server.ts';
import type { RuntimeHooks } from '../../../src/server/runtime/runtime-types.ts';
import { createFakeParts } from '../../api/harness/fake-parts.ts';
import { openServerAccounts } from '../../../src/server/accounts/open-server-accounts.ts';
import { renderClock, renderTicking } from './render-ticking.ts';

/** The real server with exports that never end; started with `clock`, they encode nothing. */
const isClock = process.argv[2] === 'clock';
const settings = loadConfig();
// More than a machine could encode: what encodes nothing needs no core.
const config = isClock ? { ...settings, exportConcurrency: 1000 } : settings;
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const server = await startServer(config, { buildRuntime, openAccounts: openServerAccounts, log });
guard.watch(server);
log.info({ url: server.url }, 'listening');
process.exit(await guard.ended);

function buildRuntime(forRuntime: ServerConfig, hooks: RuntimeHooks) {
  const render = isClock ? renderClock : renderTicking;
  const parts = createFakeParts();
  const owned = { ...parts.owned, libraryOf: () => parts.media };
  return assembleRuntime(forRuntime, { ...parts, owned, render }, hooks);
}
