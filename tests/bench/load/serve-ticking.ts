import { loadConfig, settleNodeEnv, type ServerConfig } from '../../../src/server/settings/config.ts';
import { assembleRuntime } from '../../../src/server/runtime/assemble-runtime.ts';
import { createLog } from '../../../src/server/log.ts';
import { guardProcess } from '../../../src/server/process-guard.ts';
import { startServer } from '../../../src/server/start-server.ts';
import type { RuntimeHooks } from '../../../src/server/runtime/runtime-types.ts';
import type { Render } from '../../../src/jobs/ports.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { createFakeParts } from '../../api/harness/fake-parts.ts';

/**
 * The real server with exports that never end: each encodes with a real ffmpeg and tells four times a second
 * what the clock says (`at 1764…`), so that whoever listens knows how long the news took.
 */
const ticksPerSecond = 4;
const encodeForEver = [
  ...['-v', 'error', '-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
  ...['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-c:v', 'libx264', '-preset', 'medium'],
  ...['-threads', '1', '-f', 'null', '-'],
];
const config = loadConfig();
settleNodeEnv(false);
const log = createLog('info');
const guard = guardProcess(log);
const server = await startServer(config, { buildRuntime, log });
guard.watch(server);
log.info({ url: server.url }, 'listening');
process.exit(await guard.ended);

function buildRuntime(settings: ServerConfig, hooks: RuntimeHooks) {
  return assembleRuntime(settings, { ...createFakeParts(), render }, hooks);
}

async function render(...[, { signal, onUpdate }]: Parameters<Render>): ReturnType<Render> {
  let frames = 0;
  const timer = setInterval(() => {
    onUpdate({
      stage: 'rendering',
      progress: 0,
      message: `at ${performance.timeOrigin + performance.now()}`,
      framesDone: frames,
      framesTotal: 1e9,
      speed: null,
      etaSeconds: null,
      warnings: [],
    });
  }, 1000 / ticksPerSecond);
  await superviseChild(
    { file: 'ffmpeg', args: encodeForEver, stdout: 'progress' },
    { signal, onBlock: (block) => (frames = Number(block.get('frame')) || frames) },
  );
  clearInterval(timer);
  return { kind: 'stopped', reason: 'shutdown' };
}
