import { openServerAccounts } from '../../../src/server/accounts/open-server-accounts.ts';
import { loadConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { buildRuntime } from '../../../src/server/runtime/build-runtime.ts';
import { startServer } from '../../../src/server/start-server.ts';
import { buildUploads } from '../../../src/server/runtime/build-uploads.ts';

/** The whole server with real renders, only without its pages: it starts in a moment. */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const server = await startServer(config, {
  buildRuntime,
  buildUploads,
  openAccounts: openServerAccounts,
  log,
});
guard.watch(server);
log.info({ url: server.url }, 'listening');
process.exit(await guard.ended);
