import { readFileSync } from 'node:fs';
import { loadConfig, settleNodeEnv } from '../../../src/server/settings/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { buildRuntime } from '../../../src/server/runtime/build-runtime.ts';
import { startServer } from '../../../src/server/start-server.ts';
import { buildUploads } from '../../../src/server/runtime/build-uploads.ts';

/**
 * The whole server without its pages, which says at its end for how long, at most, its loop kept computing before it
 * looked at anything else. That is time of the processor: other programs on a busy machine add nothing to it.
 */
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const server = await startServer(config, { buildRuntime, buildUploads, log });
guard.watch(server);
const longestMs = measureLoop();
log.info({ url: server.url }, 'listening');
const code = await guard.ended;
log.info({ longestMs: longestMs() }, 'measured');
process.exit(code);

function measureLoop(): () => number {
  let longest = 0;
  let last = cpuMs();
  setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5).unref();
  return () => longest;
}

/** What the kernel has counted of this thread on a processor. */
function cpuMs(): number {
  const [nanoseconds = ''] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}
