import { loadConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { openServerFleet } from '../../../src/server/runtime/open-exports.ts';
import { checkConfigTask } from '../../../src/threads/config-task.ts';
import { renderTicking } from '../load/render-ticking.ts';

/** A worker of a fleet with exports that never end; itself it ends when it is killed. */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const fleet = await openServerFleet(config, {
  log,
  onNotice: () => undefined,
  checkConfig: async (body, form) => checkConfigTask({ body, form }),
  outputs: undefined,
});
await fleet.openWorker({
  render: renderTicking,
  concurrency: config.exportConcurrency,
  discardPartials: async () => undefined,
  about: { version: 'bench', ffmpegVersion: 'bench', cores: config.cores },
});
log.info({ url: 'none' }, 'listening');
