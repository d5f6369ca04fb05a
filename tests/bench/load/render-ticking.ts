import type { Render } from '../../../src/jobs/ports.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';

/** How often an export tells what the clock says. */
export const ticksPerSecond = 4;

const encodeForEver = [
  ...['-v', 'error', '-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
  ...['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-c:v', 'libx264', '-preset', 'medium'],
  ...['-threads', '1', '-f', 'null', '-'],
];

/**
 * An export that never ends: it encodes with a real ffmpeg and tells what the clock says (`at 1764…`), so that whoever
 * listens knows how long the news took.
 */
export async function renderTicking(...[, { signal, onUpdate }]: Parameters<Render>): ReturnType<Render> {
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
