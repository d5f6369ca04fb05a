import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExportQueue } from '../../../src/jobs/operations/create-export-queue.ts';
import type { Turn } from '../../../src/jobs/state/turn.ts';

function turnOf(order: number, priority = 0, startTag = 0): Turn {
  return { priority, startTag, order };
}

/** Runs that last until the test ends them. */
function createStage() {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    begun,
    running: () => [...ends.keys()],
    run: (jobId: string) =>
      new Promise<void>((resolve) => {
        begun.push(jobId);
        ends.set(jobId, resolve);
      }),
    end: async (jobId: string) => {
      ends.get(jobId)?.();
      ends.delete(jobId);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('ExportQueue over p-queue', () => {
  it('[J40] runs so many at once and frees a slot when its run has settled', async () => {
    const stage = createStage();
    const queue = createExportQueue({ concurrency: 2 });
    queue.open(stage.run);
    for (const [index, id] of ['a', 'b', 'c'].entries()) queue.add(id, turnOf(index));
    expect(stage.running()).toEqual(['a', 'b']);
    await stage.end('b');
    expect(stage.running()).toEqual(['a', 'c']);
    await stage.end('a');
    await stage.end('c');
    await queue.close();
  });

  it('[J41] lets the smallest order go first whenever it came', async () => {
    const stage = createStage();
    const queue = createExportQueue({ concurrency: 1 });
    queue.add('late', turnOf(9));
    queue.add('middle', turnOf(5));
    queue.open(stage.run);
    queue.add('early', turnOf(1));
    expect(stage.begun).toEqual(['middle']);
    await stage.end('middle');
    await stage.end('early');
    expect(stage.begun).toEqual(['middle', 'early', 'late']);
    await stage.end('late');
    await queue.close();
  });

  it('[J44] lets the higher priority go first, then what begins earlier on the line of fair time', async () => {
    const stage = createStage();
    const queue = createExportQueue({ concurrency: 1 });
    queue.add('low', turnOf(1, -10));
    queue.add('ordinary and late', turnOf(2, 0, 60));
    queue.add('ordinary and early', turnOf(3, 0, 5));
    queue.add('urgent', turnOf(4, 10, 900));
    queue.open(stage.run);
    const order = ['urgent', 'ordinary and early', 'ordinary and late', 'low'];
    for (const id of order) await stage.end(id);
    expect(stage.begun).toEqual(order);
    await queue.close();
  });

  it('[J42] never runs what was withdrawn while it waited', async () => {
    const stage = createStage();
    const queue = createExportQueue({ concurrency: 1 });
    queue.open(stage.run);
    queue.add('a', turnOf(1));
    queue.add('b', turnOf(2));
    expect(queue.withdraw('b')).toBe(true);
    expect(queue.withdraw('b')).toBe(false);
    expect(queue.withdraw('a')).toBe(false);
    await stage.end('a');
    expect(stage.begun).toEqual(['a']);
    await queue.close();
  });

  it('[J43] starts nothing after it was closed and waits for what runs', async () => {
    const stage = createStage();
    const queue = createExportQueue({ concurrency: 1 });
    queue.open(stage.run);
    queue.add('a', turnOf(1));
    queue.add('b', turnOf(2));
    let isClosed = false;
    const closing = queue.close().then(() => (isClosed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    await stage.end('a');
    await closing;
    queue.add('c', turnOf(3));
    expect(stage.begun).toEqual(['a']);
  });

  it('[J40][J41] never runs more than it may, idles never, and begins the smallest that waits', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), order: fc.integer({ min: 0, max: 99 }) }),
      fc.record({ kind: fc.constant('end' as const), pick: fc.nat(5) }),
      fc.record({ kind: fc.constant('withdraw' as const), pick: fc.nat(20) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 40 }), checkAgainstModel),
      { numRuns: 100 },
    );
  });
});

type Step =
  { kind: 'add'; order: number } | { kind: 'end'; pick: number } | { kind: 'withdraw'; pick: number };

async function checkAgainstModel(concurrency: number, steps: readonly Step[]): Promise<void> {
  const stage = createStage();
  const queue = createExportQueue({ concurrency });
  queue.open(stage.run);
  let waiting: { id: string; order: number }[] = [];
  let running: string[] = [];
  const settle = () => {
    waiting.sort((a, b) => a.order - b.order);
    while (running.length < concurrency) {
      const first = waiting.shift();
      if (first === undefined) return;
      running.push(first.id);
    }
  };
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'add') {
      const job = { id: `job-${index}`, order: step.order * 1000 + index };
      waiting.push(job);
      queue.add(job.id, turnOf(job.order));
    } else if (step.kind === 'end') {
      const id = running[step.pick % Math.max(1, running.length)];
      running = running.filter((other) => other !== id);
      if (id !== undefined) await stage.end(id);
    } else {
      const job = waiting[step.pick % Math.max(1, waiting.length)];
      waiting = waiting.filter((other) => other !== job);
      if (job !== undefined) expect(queue.withdraw(job.id)).toBe(true);
    }
    settle();
    expect(stage.running().sort()).toEqual([...running].sort());
  }
}
