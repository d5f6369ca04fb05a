import { loadConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { startWorker } from '../../../src/server/work.ts';

/** A worker as `cutroom worker` starts it. */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const worker = await startWorker(config, log);
guard.watch(worker);
log.info({ url: worker.url }, 'listening');
process.exit(await guard.ended);
