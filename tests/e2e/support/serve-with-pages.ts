import { loadConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { buildRuntime } from '../../../src/server/runtime/build-runtime.ts';
import { startServer } from '../../../src/server/start-server.ts';

/** The whole server with real renders and the built pages of the folder that it is started in. */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const pages = { isDev: false, folder: process.cwd() };
const server = await startServer(config, { buildRuntime, log, pages });
guard.watch(server);
log.info({ url: server.url }, 'listening');
process.exit(await guard.ended);
