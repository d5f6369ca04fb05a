import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChildOutcome } from '../../../src/supervisor/watch/child-outcome.ts';
import { createChildPool } from '../../../src/supervisor/child-pool.ts';
import { listProcesses } from '../../../src/supervisor/process/process-table.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { detectWrappers } from '../../../src/supervisor/start/wrappers.ts';

const CHILDREN = 60;

/** When each child is cancelled, counted from the start; undefined: never. Twice means that it is told twice. */
const storm = fc.record({
  cap: fc.integer({ min: 1, max: 4 }),
  cancels: fc.array(
    fc.option(fc.record({ atMs: fc.integer({ min: 0, max: 700 }), isTwice: fc.boolean() }), {
      nil: undefined,
    }),
    {
      minLength: CHILDREN,
      maxLength: CHILDREN,
    },
  ),
});

it('[S38] in a storm of cancels there are never more children than the cap, and each run ends once', async () => {
  await fc.assert(
    fc.asyncProperty(storm, async ({ cap, cancels }) => {
      const pool = createChildPool({ concurrency: cap });
      const wrappers = detectWrappers();
      const sampler = sampleChildren();
      const outcomes = await Promise.all(
        cancels.map(async (cancel, at): Promise<ChildOutcome> => {
          const controller = new AbortController();
          if (cancel !== undefined) void abortLater(controller, cancel);
          return pool.run({
            priority: at % 3,
            label: `child ${at}`,
            signal: controller.signal,
            run: ({ signal }) =>
              superviseChild({ file: 'sleep', args: ['0.02'] }, { signal, wrappers, graceMs: 20 }),
          });
        }),
      );
      const mostAtOnce = sampler.stop();
      expect(mostAtOnce).toBeGreaterThan(0);
      expect(mostAtOnce).toBeLessThanOrEqual(cap);
      expect(livingChildren()).toBe(0);
      expect(pool.stats()).toMatchObject({ running: 0, waiting: 0 });
      for (const [at, outcome] of outcomes.entries()) {
        expect(outcome.kind).not.toBe('spawn-failed');
        if (cancels[at] === undefined)
          expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
        else expect(outcome.stopReason).not.toBe('shutdown');
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

async function abortLater(
  controller: AbortController,
  cancel: { atMs: number; isTwice: boolean },
): Promise<void> {
  await sleep(cancel.atMs);
  controller.abort();
  if (cancel.isTwice) controller.abort('shutdown');
}

function sampleChildren(): { stop: () => number } {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, livingChildren())), 15);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function livingChildren(): number {
  return listProcesses().filter(
    ({ parentPid, isZombie, groupId, pid }) => parentPid === process.pid && !isZombie && groupId === pid,
  ).length;
}
