import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SpawnedChild } from '../../../src/supervisor/start/child-command.ts';
import { listProcesses, readProcess } from '../../../src/supervisor/process/process-table.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { detectWrappers } from '../../../src/supervisor/start/wrappers.ts';
import { fixtureChild, isAlive, pidsWith, unstopped, until } from './fixture-child.ts';

describe('what is left behind', () => {
  it('[S18] a grandchild in the group dies with the child', async () => {
    let grandchild = 0;
    const outcome = await superviseChild(
      fixtureChild('spawns-grandchild'),
      unstopped({ onBlock: (block) => void (grandchild = Number(block.get('grandchild'))) }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(grandchild).toBeGreaterThan(1);
    await until(() => !isAlive(grandchild));
  });

  it('[S18] a grandchild that left the group and keeps the pipes does not hold up the outcome', async () => {
    let grandchild = 0;
    const outcome = await superviseChild(
      fixtureChild('spawns-grandchild', 'leaves-the-group'),
      unstopped({ onBlock: (block) => void (grandchild = Number(block.get('grandchild'))) }),
    );
    expect(isAlive(grandchild)).toBe(true);
    process.kill(grandchild, 'SIGKILL');
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
  });

  it('[S22] no callback comes after the outcome, even where a grandchild writes on', async () => {
    let isOver = false;
    let isLate = false;
    let grandchild = 0;
    const outcome = await superviseChild(
      fixtureChild('spawns-grandchild', 'writes-on'),
      unstopped({
        onBlock: (block) => {
          isLate ||= isOver;
          grandchild = Number(block.get('grandchild') ?? grandchild);
        },
      }),
    );
    isOver = true;
    // It writes every 50 ms, or dies of the closed pipe.
    await sleep(300);
    if (isAlive(grandchild)) process.kill(grandchild, 'SIGKILL');
    expect(isLate).toBe(false);
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
  });

  it('[S19] when the outcome is there the child is dead and reaped, and no timer or listener is left', async () => {
    const controller = new AbortController();
    let child: SpawnedChild | undefined;
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const exitListeners = process.listenerCount('exit');
    for (const wrappers of [detectWrappers(), {}]) {
      await superviseChild(fixtureChild('prints-progress-then-exits'), {
        signal: controller.signal,
        deadlineMs: 100_000,
        stallMs: 100_000,
        wrappers,
        onSpawn: (spawned) => void (child = spawned),
      });
      expect(readProcess(child?.pid ?? 0)).toBeUndefined();
      expect(listProcesses().filter(({ groupId }) => groupId === child?.pid)).toEqual([]);
    }
    // Timers of the test runner come and go; one of ours would stay for 100 s.
    await until(() => timers() <= before);
    expect(process.listenerCount('exit')).toBe(exitListeners);
    controller.abort();
  });

  it('[S19] pid and start time are told as soon as the child lives, and what that starts is awaited', async () => {
    let isRecorded = false;
    const outcome = await superviseChild(
      fixtureChild('prints-progress-then-exits'),
      unstopped({
        onSpawn: async ({ pid, startedAtTicks }) => {
          expect(readProcess(pid)?.startTicks).toBe(startedAtTicks);
          await new Promise((resolve) => setTimeout(resolve, 300));
          isRecorded = true;
        },
      }),
    );
    expect(outcome.kind).toBe('exited');
    expect(isRecorded).toBe(true);
  });

  it.each([
    ['onBlock', { onBlock: () => bug() }, {}],
    ['onSpawn', { onSpawn: () => bug() }, {}],
    ['onSpawn, later', { onSpawn: () => Promise.reject(new Error('bug')) }, {}],
    ['the consumer', {}, { stdout: { pipe: () => bug() } }],
    ['the consumer, later', {}, { stdout: { pipe: () => Promise.reject(new Error('bug')) } }],
    ['the input', {}, { input: throwing() }],
  ])('[S20] what %s throws is thrown on, when the child is dead', async (_what, options, command) => {
    const mark = randomUUID();
    const ran = superviseChild({ ...fixtureChild('ignores-sigterm', mark), ...command }, unstopped(options));
    await expect(ran).rejects.toThrow('bug');
    expect(pidsWith(mark)).toEqual([]);
  });

  it.runIf(detectWrappers().setpriv)(
    '[S21] a worker thread is refused where the death signal is set',
    async () => {
      const command = { ...fixtureChild('supervises-in-a-worker'), stdout: 'capture' as const };
      const { stdout } = await superviseChild(command, unstopped());
      expect(String(stdout)).toContain('main thread only');
    },
  );
});

function bug(): never {
  throw new Error('bug');
}

async function* throwing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
  bug();
}
