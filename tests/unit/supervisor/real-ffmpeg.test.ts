import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectWrappers } from '../../../src/supervisor/start/wrappers.ts';
import { hasExitedCleanly } from '../../../src/supervisor/watch/child-outcome.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { fixturePath, isAlive, pidsWith, stoppable, unstopped, until } from './fixture-child.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'real-ffmpeg-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Encodes a test picture of 160x120 into `folder`, in blocks on stdout. */
function encode(seconds: number) {
  const source = `testsrc2=size=160x120:rate=25:duration=${seconds}`;
  const quiet = ['-v', 'error', '-nostats', '-stats_period', '0.05', '-progress', 'pipe:1', '-y'];
  const codec = ['-threads', '1', '-c:v', 'libx264', '-preset', 'ultrafast'];
  return { file: 'ffmpeg', args: [...quiet, '-f', 'lavfi', '-i', source, ...codec, join(folder, 'out.mp4')] };
}

const probeFrames = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'json'];

describe('ffmpeg itself', () => {
  it('[S50] runs to its end: blocks advance to the last frame, memory is seen', async () => {
    const frames: number[] = [];
    const outcome = await superviseChild(
      encode(4),
      unstopped({ onBlock: (block) => void frames.push(Number(block.get('frame'))) }),
    );
    expect(hasExitedCleanly(outcome)).toBe(true);
    expect(outcome).toMatchObject({ hasStarted: true, stderrTail: '' });
    expect(frames.at(-1)).toBe(100);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(outcome.peakMemoryBytes).toBeGreaterThan(10_000_000);
  });

  it('[S50] is cancelled in mid-encode by q: exit 0, a valid short file, and yet a cancel', async () => {
    const { options, stop } = stoppable({ graceMs: 60_000 });
    const outcome = await superviseChild(encode(36_000), { ...options, onBlock: () => stop() });
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'cancel', wasForced: false });
    expect(hasExitedCleanly(outcome)).toBe(false);
    const probe = await superviseChild(
      {
        file: 'ffprobe',
        args: [...probeFrames, '-show_entries', 'stream=nb_read_frames', join(folder, 'out.mp4')],
        stdout: 'capture',
      },
      unstopped(),
    );
    const { streams } = JSON.parse(String(probe.stdout)) as { streams: { nb_read_frames: string }[] };
    expect(Number(streams[0]?.nb_read_frames)).toBeGreaterThan(0);
    expect(Number(streams[0]?.nb_read_frames)).toBeLessThan(36_000 * 25);
  });

  it('[S50] with -nostdin does not hear q and is ended by SIGTERM', async () => {
    const { options, stop } = stoppable({ graceMs: 5000 });
    const command = encode(36_000);
    const outcome = await superviseChild(
      { ...command, args: ['-nostdin', ...command.args] },
      { ...options, onBlock: () => stop() },
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 255, stopReason: 'cancel' });
  });

  it('[S50] stopped by SIGSTOP it is ended by the stall limit', async () => {
    let pid = 0;
    const outcome = await superviseChild(
      encode(36_000),
      unstopped({
        stallMs: 3000,
        graceMs: 100,
        onSpawn: (child) => void (pid = child.pid),
        onBlock: () => process.kill(pid, 'SIGSTOP'),
      }),
    );
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGKILL',
      stopReason: 'stall',
      wasForced: true,
    });
    expect(isAlive(pid)).toBe(false);
  });

  it('[S50] decodes into our hands while its blocks come on fd 3, and encodes what we feed it', async () => {
    const raw = ['-f', 's16le', '-ar', '48000', '-ac', '2'];
    const pcm: Uint8Array[] = [];
    const blocks: string[] = [];
    const decoded = await superviseChild(
      {
        file: 'ffmpeg',
        args: [
          '-v',
          'error',
          '-nostats',
          '-progress',
          'pipe:3',
          '-f',
          'lavfi',
          '-i',
          'sine=duration=30:sample_rate=48000',
          ...raw,
          'pipe:1',
        ],
        stdout: { pipe: (chunk) => void pcm.push(chunk) },
      },
      unstopped({ onBlock: (block) => void blocks.push(block.get('out_time') ?? '') }),
    );
    expect(decoded).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none', stderrTail: '' });
    expect(pcm.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(30 * 48_000 * 4);
    expect(blocks.at(-1)).toBe('00:00:30.000000');
    async function* input() {
      yield* pcm;
    }
    const out = join(folder, 'out.flac');
    const encoded = await superviseChild(
      {
        file: 'ffmpeg',
        args: ['-v', 'error', '-nostats', '-progress', 'pipe:1', ...raw, '-i', 'pipe:0', out],
        input: input(),
      },
      unstopped({ onBlock: (block) => void blocks.push(block.get('out_time') ?? '') }),
    );
    expect(encoded).toMatchObject({ kind: 'exited', exitCode: 0, hasStarted: true });
    expect(blocks.at(-1)).toBe('00:00:30.000000');
  });

  it('[S11] dies by SIGXFSZ when its file outgrows the limit', async () => {
    const outcome = await superviseChild(encode(36_000), unstopped({ limits: { fileBytes: 100_000 } }));
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGXFSZ', stopReason: 'none' });
  });
});

describe('when the server dies', () => {
  const server = (...more: string[]) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', fixturePath('supervises-for-ever'), JSON.stringify(encode(36_000)), ...more],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );

  it.runIf(detectWrappers().setpriv)('[S51] SIGKILL of the server leaves no ffmpeg after 2 s', async () => {
    const parent = server();
    const exited = once(parent, 'exit');
    const pid = await firstPid(parent.stdout);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid), 2000);
    // The server's own command line names the folder, too.
    await exited;
    expect(pidsWith(folder)).toEqual([]);
  });

  it('[S51] a server that exits ends its ffmpeg even without setpriv', async () => {
    const parent = server('without-wrappers');
    const exited = once(parent, 'exit');
    const pid = await firstPid(parent.stdout);
    expect(isAlive(pid)).toBe(true);
    parent.stdin.write('x');
    await until(() => !isAlive(pid), 10_000);
    // The server's own command line names the folder, too.
    await exited;
    expect(pidsWith(folder)).toEqual([]);
  });
});

async function firstPid(stdout: NodeJS.ReadableStream): Promise<number> {
  for await (const chunk of stdout) return Number.parseInt(String(chunk), 10);
  throw new Error('It ended before its child had started.');
}

it('ffmpeg is there for these tests', () => {
  expect(String(execFileSync('ffmpeg', ['-version']))).toContain('ffmpeg version');
});
