import { describe, expect, it } from 'vitest';
import { hasExitedCleanly } from '../../../src/supervisor/watch/child-outcome.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { fixtureChild, stoppable, unstopped } from './fixture-child.ts';

type Block = ReadonlyMap<string, string>;

describe('how a child is stopped', () => {
  it('[S12] q comes first: a child that listens ends by itself, with a last block', async () => {
    const blocks: Block[] = [];
    const { options, stop } = stoppable({ graceMs: 30_000 });
    const outcome = await superviseChild(fixtureChild('stops-on-q'), {
      ...options,
      onBlock: (block) => (blocks.push(block), stop()),
    });
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'cancel', wasForced: false });
    expect(hasExitedCleanly(outcome)).toBe(false);
    expect(blocks.at(-1)?.get('progress')).toBe('end');
  });

  it('[S12] SIGTERM comes next', async () => {
    const { options, stop } = stoppable({ graceMs: 3000 });
    const outcome = await superviseChild(fixtureChild('closes-stdout-but-lives'), {
      ...options,
      onBlock: () => stop(),
    });
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGTERM',
      stopReason: 'cancel',
      wasForced: false,
    });
  });

  it('[S12] SIGKILL comes last, and is told', async () => {
    const { options, stop } = stoppable({ graceMs: 50 });
    const outcome = await superviseChild(fixtureChild('ignores-sigterm'), {
      ...options,
      onBlock: () => stop('shutdown'),
    });
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGKILL',
      stopReason: 'shutdown',
      wasForced: true,
    });
  });

  it('[S12] where stdin is the input, or stdout is not progress, SIGTERM is the first step', async () => {
    const { options, stop } = stoppable({ graceMs: 60_000, onSpawn: () => stop() });
    const outcome = await superviseChild({ ...fixtureChild('never-prints'), stdout: 'capture' }, options);
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGTERM', stopReason: 'cancel' });
  });

  it('[S13] a stopped (SIGSTOP) child dies, too', async () => {
    const { options, stop } = stoppable({ graceMs: 50 });
    let pid = 0;
    const outcome = await superviseChild(fixtureChild('stops-on-q'), {
      ...options,
      onSpawn: (child) => void (pid = child.pid),
      onBlock: () => {
        process.kill(pid, 'SIGSTOP');
        stop();
      },
    });
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGKILL', wasForced: true });
  });

  it('[S14] the first reason is kept', async () => {
    const { options, stop } = stoppable({ graceMs: 100, deadlineMs: 1, stallMs: 1 });
    const onSpawn = () => (stop(), stop('shutdown'));
    const outcome = await superviseChild(fixtureChild('ignores-sigterm'), { ...options, onSpawn });
    expect(outcome.stopReason).toBe('cancel');
  });

  it('[S15] past its deadline a child is stopped, however lively', async () => {
    const outcome = await superviseChild(
      fixtureChild('stops-on-q'),
      unstopped({ deadlineMs: 400, stallMs: 60_000, graceMs: 60_000 }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'deadline' });
  });

  it('[S16] blocks that never advance are a stall', async () => {
    const outcome = await superviseChild(
      fixtureChild('stalls-after-start'),
      unstopped({ stallMs: 3000, graceMs: 50 }),
    );
    expect(outcome).toMatchObject({ stopReason: 'stall', hasStarted: true });
  });

  it('[S16] silence from the start is a stall, and so is a closed stdout', async () => {
    const options = { stallMs: 400, graceMs: 50 };
    const [silent, closed] = await Promise.all([
      superviseChild(fixtureChild('never-prints'), unstopped(options)),
      superviseChild(fixtureChild('closes-stdout-but-lives'), unstopped({ ...options, stallMs: 4000 })),
    ]);
    expect(silent).toMatchObject({ stopReason: 'stall', hasStarted: false });
    expect(closed).toMatchObject({ stopReason: 'stall', hasStarted: true });
  });

  it('[S17] a child that waits for a slow consumer, or a slow input, does not stall', async () => {
    async function* slow() {
      for (let at = 0; at < 2; at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 2500));
        yield Buffer.from('x');
      }
    }
    const pipe = () => new Promise<void>((resolve) => setTimeout(resolve, 2500));
    const outcome = await superviseChild(
      { ...fixtureChild('copies-stdin'), input: slow(), stdout: { pipe } },
      unstopped({ stallMs: 2000 }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
  });

  it('[S17] a consumer that never comes back does not hold up a stop', async () => {
    const { options, stop } = stoppable();
    const pipe = () => (stop(), new Promise<void>(() => undefined));
    const outcome = await superviseChild(
      { ...fixtureChild('writes-bytes', '1000000000'), stdout: { pipe } },
      options,
    );
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGTERM', stopReason: 'cancel' });
  });
});
