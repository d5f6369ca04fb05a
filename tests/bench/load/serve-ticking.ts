import { loadConfig, settleNodeEnv, type ServerConfig } from '../../../src/server/settings/config.ts';
import { assembleRuntime } from '../../../src/server/runtime/assemble-runtime.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { startServer } from '../../../src/server/start-server.ts';
import type { RuntimeHooks } from '../../../src/server/runtime/runtime-types.ts';
import { createFakeParts } from '../../api/harness/fake-parts.ts';
import { renderTicking } from './render-ticking.ts';

/** The real server with exports that never end. */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const server = await startServer(config, { buildRuntime, log });
guard.watch(server);
log.info({ url: server.url }, 'listening');
process.exit(await guard.ended);

function buildRuntime(settings: ServerConfig, hooks: RuntimeHooks) {
  return assembleRuntime(settings, { ...createFakeParts(), render: renderTicking }, hooks);
}
