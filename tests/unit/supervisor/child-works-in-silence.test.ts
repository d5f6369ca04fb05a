import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { watchForStall, type StallWatch } from '../../../src/supervisor/watch/stall-watch.ts';
import { fixtureChild, unstopped, until } from './fixture-child.ts';

describe('signs of life that are not said', () => {
  it.each(['computes', 'reads'])('[S16] a child that %s for several stall limits is let be', async (how) => {
    const outcome = await superviseChild(
      fixtureChild('works-in-silence', how, '3000'),
      unstopped({ stallMs: 600 }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
    expect(outcome.durationMs).toBeGreaterThan(3 * 600);
  });

  it('[S16] a child that hangs while it opens a file is stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'silence-'));
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const outcome = await superviseChild(
      fixtureChild('works-in-silence', 'waits', fifo),
      unstopped({ stallMs: 1000, graceMs: 200 }),
    );
    await rm(folder, { recursive: true });
    expect(outcome).toMatchObject({ kind: 'signaled', stopReason: 'stall' });
  });

  it('[S16] work in silence has an end, too', async () => {
    let cpuMs = 0;
    const startedAt = performance.now();
    const readUsage = () => ({ cpuMs: (cpuMs += 1000), readBytes: 0, waitedMs: 0 });
    const watch = await new Promise<StallWatch>((resolve) => {
      const own = watchForStall({ stallMs: 10, readUsage, onStall: () => resolve(own) });
    });
    watch.dispose();
    expect(performance.now() - startedAt).toBeGreaterThan(60 * 10);
  });

  it('[S16] a child that the machine has no time for has not stalled; one that only polls has', async () => {
    const stallWith = (growth: { cpuMs?: number; waitedMs?: number }) =>
      new Promise<string>((resolve) => {
        const usage = { cpuMs: 0, readBytes: 0, waitedMs: 0 };
        let looked = 0;
        const watch = watchForStall({
          stallMs: 80,
          readUsage: () => {
            looked += 1;
            // Twice the limit without a stall is enough.
            if (looked > 20) resolve('lives');
            usage.cpuMs += growth.cpuMs ?? 0;
            usage.waitedMs += growth.waitedMs ?? 0;
            return { ...usage };
          },
          onStall: () => resolve('stalled'),
        });
        const dispose = () => watch.dispose();
        void until(() => looked > 20).then(dispose, dispose);
      });
    expect(await stallWith({ waitedMs: 1e6 })).toBe('lives');
    expect(await stallWith({ cpuMs: 1e6 })).toBe('lives');
    expect(await stallWith({ cpuMs: 0.001, waitedMs: 0.1 })).toBe('stalled');
  });
});
