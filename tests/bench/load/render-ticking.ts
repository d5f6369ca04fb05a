import type { Render } from '../../../src/jobs/ports.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';

/** How often an export tells what the clock says. */
export const ticksPerSecond = 4;

const encodeForEver = [
  ...['-v', 'error', '-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
  ...['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-c:v', 'libx264', '-preset', 'medium'],
  ...['-threads', '1', '-f', 'null', '-'],
];

type Run = Parameters<Render>[1];

/** The same without an encoder, which many of them would need many cores for. */
export async function renderClock(...[, run]: Parameters<Render>): ReturnType<Render> {
  const stopTicking = tick(run, () => 0);
  await new Promise((resolve) => {
    run.signal.addEventListener('abort', resolve, { once: true });
  });
  stopTicking();
  return { kind: 'stopped', reason: 'shutdown' };
}

/**
 * An export that never ends: it encodes with a real ffmpeg and tells what the clock says (`at 1764…`), so that whoever
 * listens knows how long the news took.
 */
export async function renderTicking(...[, run]: Parameters<Render>): ReturnType<Render> {
  let frames = 0;
  const stopTicking = tick(run, () => frames);
  await superviseChild(
    { file: 'ffmpeg', args: encodeForEver, stdout: 'progress' },
    { signal: run.signal, onBlock: (block) => (frames = Number(block.get('frame')) || frames) },
  );
  stopTicking();
  return { kind: 'stopped', reason: 'shutdown' };
}

function tick({ onUpdate }: Run, framesDone: () => number): () => void {
  const timer = setInterval(() => {
    onUpdate({
      stage: 'rendering',
      progress: 0,
      message: `at ${performance.timeOrigin + performance.now()}`,
      framesDone: framesDone(),
      framesTotal: 1e9,
      speed: null,
      etaSeconds: null,
      warnings: [],
    });
  }, 1000 / ticksPerSecond);
  return () => clearInterval(timer);
}
