import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notStarted } from '../../../src/supervisor/watch/child-outcome.ts';
import {
  createChildPool,
  shareOfCores,
  type PoolJob,
  type Slot,
} from '../../../src/supervisor/child-pool.ts';

/** A job that the test ends by hand. */
function handJob(label: string, more: Partial<PoolJob<string>> = {}) {
  let finish = (_value: string): void => undefined;
  let slot: Slot | undefined;
  const end = new Promise<string>((resolve) => (finish = resolve));
  const job: PoolJob<string> = {
    priority: 0,
    label,
    signal: new AbortController().signal,
    run: (given) => {
      slot = given;
      return end;
    },
    ...more,
  };
  return { job, finish, slot: () => slot };
}

describe('order and cap', () => {
  it('[S30] no more run than the cap allows, and a slot that frees is taken at once', async () => {
    const pool = createChildPool({ concurrency: 2 });
    const jobs = ['a', 'b', 'c'].map((label) => handJob(label));
    const results = jobs.map(({ job }) => pool.run(job));
    expect(pool.stats()).toEqual({ running: 2, waiting: 1, concurrency: 2, labels: ['a', 'b'] });
    jobs[0]?.finish('A');
    expect(await results[0]).toBe('A');
    await turn();
    expect(pool.stats()).toMatchObject({ running: 2, waiting: 0, labels: ['b', 'c'] });
    jobs[1]?.finish('B');
    jobs[2]?.finish('C');
    expect(await Promise.all(results)).toEqual(['A', 'B', 'C']);
    await pool.idle();
    expect(pool.stats()).toMatchObject({ running: 0, waiting: 0, labels: [] });
  });

  it('[S31] higher priority first, first come first served among equals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 30 }), async (priorities) => {
        const pool = createChildPool({ concurrency: 1 });
        const order: number[] = [];
        const first = handJob('first');
        const runs = priorities.map((priority, at) => {
          if (at === 0) void pool.run(first.job);
          return pool.run({ ...first.job, priority, run: async () => order.push(at) });
        });
        first.finish('');
        await Promise.all(runs);
        const expected = priorities
          .map((_, at) => at)
          .sort((a, b) => (priorities[b] ?? 0) - (priorities[a] ?? 0) || a - b);
        expect(order).toEqual(expected);
      }),
    );
  });

  it('[S32] a slot comes with its share of the cores, at least one thread', async () => {
    expect([shareOfCores(8, 3), shareOfCores(2, 2), shareOfCores(1, 4)]).toEqual([2, 1, 1]);
    const { job, finish, slot } = handJob('a');
    const run = createChildPool({ concurrency: 3, cores: 16 }).run(job);
    expect(slot()?.threads).toBe(5);
    finish('');
    await run;
    expect(
      await createChildPool({ concurrency: 3, threadsPerChild: 7 }).run({
        ...job,
        run: async ({ threads }) => threads,
      }),
    ).toBe(7);
  });

  it('[S33] what a job rejects with, or throws, is passed on, and its slot is free', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const { job } = handJob('a');
    await expect(pool.run({ ...job, run: () => Promise.reject(new Error('later')) })).rejects.toThrow(
      'later',
    );
    const throws = (): never => {
      throw new Error('at once');
    };
    await expect(pool.run({ ...job, run: throws })).rejects.toThrow('at once');
    expect(await pool.run({ ...job, run: async () => 'next' })).toBe('next');
  });
});

describe('aborting', () => {
  it('[S34] a job aborted while it waits settles at once, without its turn', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const running = handJob('running');
    const controller = new AbortController();
    const result = pool.run(running.job);
    const aborted = pool.run(
      handJob('aborted', { signal: controller.signal, run: () => expect.unreachable() }).job,
    );
    const after = pool.run(handJob('after', { run: async () => 'after' }).job);
    controller.abort();
    expect(await aborted).toEqual(notStarted('cancel'));
    expect(pool.stats()).toMatchObject({ running: 1, waiting: 1 });
    running.finish('done');
    expect(await Promise.all([result, after])).toEqual(['done', 'after']);
    await pool.idle();
  });

  it('[S34] a job whose signal is aborted already never waits', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const { job } = handJob('a', { signal: AbortSignal.abort('shutdown'), run: () => expect.unreachable() });
    expect(await pool.run(job)).toEqual(notStarted('shutdown'));
  });

  it('[S35] a job aborted while it runs keeps its slot until it settles', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const controller = new AbortController();
    const { job, finish, slot } = handJob('a', { signal: controller.signal });
    const result = pool.run(job);
    const next = pool.run(handJob('next', { run: async () => 'next' }).job);
    controller.abort('shutdown');
    await turn();
    expect(slot()?.signal).toMatchObject({ aborted: true, reason: 'shutdown' });
    expect(pool.stats()).toMatchObject({ running: 1, waiting: 1 });
    finish('ended');
    expect(await Promise.all([result, next])).toEqual(['ended', 'next']);
  });

  it('[S36] closing settles all that wait, aborts all that runs, takes no more, and waits for the end', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const { job, finish, slot } = handJob('a');
    const result = pool.run(job);
    const waiting = pool.run(handJob('b').job);
    let isClosed = false;
    const closed = pool.close('shutdown').then(() => (isClosed = true));
    expect(await waiting).toEqual(notStarted('shutdown'));
    expect(await pool.run(handJob('c').job)).toEqual(notStarted('shutdown'));
    expect(slot()?.signal).toMatchObject({ aborted: true, reason: 'shutdown' });
    await turn();
    expect(isClosed).toBe(false);
    finish('ended');
    expect(await result).toBe('ended');
    await closed;
    await pool.close('cancel');
    expect(await pool.run(job)).toEqual(notStarted('shutdown'));
  });

  it('[S37] thousands of jobs may share one signal; none of them stays on it', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning);
    process.on('warning', onWarning);
    const pool = createChildPool({ concurrency: 2 });
    const controller = new AbortController();
    const first = handJob('first');
    void pool.run(first.job);
    const runs = Array.from({ length: 3000 }, () =>
      pool.run(handJob('x', { signal: controller.signal, run: async () => 'x' }).job),
    );
    controller.abort();
    const kinds = new Set(
      (await Promise.all(runs)).map((result) => (typeof result === 'string' ? result : result.kind)),
    );
    first.finish('');
    await pool.idle();
    await turn();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    expect(pool.stats()).toMatchObject({ running: 0, waiting: 0 });
    expect([...kinds].every((kind) => kind === 'x' || kind === 'not-started')).toBe(true);
  });
});

describe('work that can wait', () => {
  it('[S39] is aborted once another job has no slot because of it, and the cap holds meanwhile', async () => {
    const pool = createChildPool({ concurrency: 2 });
    const idle = handJob('proxy', { priority: -9, yields: true });
    const first = handJob('first');
    const second = handJob('second');
    const results = [idle, first].map(({ job }) => pool.run(job));
    expect(idle.slot()?.signal.aborted).toBe(false);
    const waiting = pool.run(second.job);
    expect(idle.slot()?.signal.aborted).toBe(true);
    expect(first.slot()?.signal.aborted).toBe(false);
    expect(pool.stats()).toMatchObject({ running: 2, waiting: 1 });
    idle.finish('stopped');
    await turn();
    expect(pool.stats()).toMatchObject({ running: 2, waiting: 0, labels: ['first', 'second'] });
    first.finish('A');
    second.finish('B');
    expect(await Promise.all([...results, waiting])).toEqual(['stopped', 'A', 'B']);
  });

  it('[S39] never stops other work that can wait, nor an urgent job', async () => {
    const pool = createChildPool({ concurrency: 1 });
    const running = handJob('proxy', { yields: true });
    const next = handJob('another proxy', { yields: true });
    const results = [running, next].map(({ job }) => pool.run(job));
    expect(running.slot()?.signal.aborted).toBe(false);
    running.finish('made');
    next.finish('made too');
    expect(await Promise.all(results)).toEqual(['made', 'made too']);
  });
});
