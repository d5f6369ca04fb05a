import { describe, expect, it, vi } from 'vitest';
import type { JobRecord } from '../../../src/jobs/state/job-record.ts';
import { createMemoryShelf, createMemoryStore } from '../../../src/jobs/state/memory-store.ts';
import { configOf, updateOf } from './support/configs.ts';
import { createRig, nextTurn, reached } from './support/rig.ts';

const crash = {
  kind: 'failed',
  problem: { code: 'CHILD_CRASHED', message: 'ffmpeg crashed.' },
  warnings: [],
} as const;

/** A memory store that remembers what was saved, and refuses while told to. */
function spiedStore() {
  const shelf = createMemoryShelf();
  const store = createMemoryStore(shelf, '/exports');
  const saved: JobRecord[] = [];
  const state = { isFull: false };
  return {
    saved,
    state,
    shelf,
    store: {
      ...store,
      save: async (record: JobRecord) => {
        if (state.isFull) throw new Error('ENOSPC');
        saved.push(record);
        await store.save(record);
      },
    },
  };
}

describe('a run', () => {
  it('[J6] is tried again after a crash, before those that came later, until three ended it', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('poison'));
    await rig.exports.create(configOf('good'));
    for (const attempt of [1, 2, 3]) {
      const run = await rig.puppet.nth(attempt);
      expect(run.request).toMatchObject({ jobId: 'poison', attempt });
      run.update(updateOf(0.4));
      // What counts is on disk before the attempt begins.
      expect(rig.shelf.jobs.get('poison')?.record).toMatchObject({ attempt, crashes: attempt - 1 });
      run.end(crash);
    }
    expect(await reached(rig.exports, 'poison', 'failed')).toMatchObject({
      attempt: 3,
      error: { code: 'CHILD_CRASHED', message: 'ffmpeg crashed.' },
    });
    (await rig.puppet.nth(4)).complete();
    await reached(rig.exports, 'good', 'completed');
  });

  it('[J58] is stopped at its deadline and fails, the slot free only when it has settled', async () => {
    await using rig = await createRig({ isStubborn: true, limits: { deadlineMs: 30 } });
    await rig.exports.create(configOf('slow'));
    await rig.exports.create(configOf('next'));
    const run = await rig.puppet.nth(1);
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    await nextTurn();
    expect(rig.puppet.runs).toHaveLength(1);
    run.end({ kind: 'stopped', reason: 'cancel' });
    const status = await reached(rig.exports, 'slow', 'failed');
    expect(status.error).toMatchObject({
      code: 'TIMED_OUT',
      message: expect.stringContaining('stopped') as string,
    });
    (await rig.puppet.nth(2)).complete();
  });

  it('[J59] that rejects fails as a bug whose details stay with the server', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    (await rig.puppet.nth(1)).crash(new Error('secret detail'));
    const status = await reached(rig.exports, 'one', 'failed');
    expect(status.error?.code).toBe('INTERNAL');
    expect(JSON.stringify(status)).not.toContain('secret');
    expect(rig.notices).toContainEqual(expect.objectContaining({ kind: 'trouble', jobId: 'one' }));
  });

  it('[J59] that stops unasked has failed', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    (await rig.puppet.nth(1)).end({ kind: 'stopped', reason: 'shutdown' });
    expect((await reached(rig.exports, 'one', 'failed')).error?.code).toBe('INTERNAL');
  });

  it('[J59] has nothing more to say after its end', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    run.complete();
    const ended = await reached(rig.exports, 'one', 'completed');
    run.update(updateOf(0.2));
    expect(rig.exports.get('one')).toEqual(ended);
  });

  it('[J60] of a broken config fails with its name and does not keep the next', async () => {
    const shelf = createMemoryShelf();
    await using rig = await createRig({ shelf });
    await rig.exports.create(configOf('running'));
    await rig.exports.create(configOf('broken'));
    await rig.exports.create(configOf('next'));
    const run = await rig.puppet.nth(1);
    const job = shelf.jobs.get('broken');
    if (job !== undefined)
      Object.defineProperty(job, 'config', {
        get: () => {
          throw new Error('unreadable');
        },
      });
    run.complete();
    expect((await rig.puppet.nth(2)).request.jobId).toBe('next');
    expect(rig.exports.get('broken')).toMatchObject({ status: 'failed' });
  });
});

describe('the record on disk', () => {
  it('[J60] is written once a while for progress and at once for a new state', async () => {
    const { store, saved } = spiedStore();
    await using rig = await createRig({ store, pace: { eventMs: 5, writeMs: 60_000 } });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    expect(saved.map((record) => record.status)).toEqual(['processing']);
    for (let step = 1; step <= 1000; step += 1) run.update(updateOf(step / 1001));
    await nextTurn();
    expect(saved).toHaveLength(1);
    run.complete();
    await reached(rig.exports, 'one', 'completed');
    await nextTurn();
    expect(saved.map((record) => record.status)).toEqual(['processing', 'completed']);
  });

  it('[J60] takes in progress within the interval', async () => {
    const { store, saved } = spiedStore();
    await using rig = await createRig({ store });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    run.update(updateOf(0.3));
    run.update(updateOf(0.6));
    await expect.poll(() => saved.at(-1)?.progress).toBe(0.6);
    expect(saved.map((record) => record.progress)).not.toContain(0.3);
  });

  it('[J60] is tried again until it is written, the export served all the while', async () => {
    const { store, state, shelf } = spiedStore();
    await using rig = await createRig({ store, pace: { eventMs: 5, writeMs: 5 } });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    state.isFull = true;
    run.complete();
    expect(await reached(rig.exports, 'one', 'completed')).toMatchObject({ progress: 1 });
    expect(shelf.jobs.get('one')?.record.status).toBe('processing');
    expect(rig.notices).toContainEqual(expect.objectContaining({ kind: 'trouble' }));
    state.isFull = false;
    await expect.poll(() => shelf.jobs.get('one')?.record.status).toBe('completed');
  });

  it('[J60] knows of a run before it begins, or the run does not begin', async () => {
    const { store, state } = spiedStore();
    await using rig = await createRig({ store, pace: { eventMs: 5, writeMs: 5 } });
    state.isFull = true;
    await rig.exports.create(configOf('one'));
    await reached(rig.exports, 'one', 'failed');
    expect(rig.puppet.runs).toHaveLength(0);
    state.isFull = false;
    await expect(rig.exports.retry('one')).resolves.toMatchObject({ attempt: 2 });
    (await rig.puppet.nth(1)).complete();
  });

  it('[J54] refuses a retry that cannot be recorded', async () => {
    const { store, state } = spiedStore();
    await using rig = await createRig({ store, pace: { eventMs: 5, writeMs: 60_000 } });
    await rig.exports.create(configOf('one'));
    await rig.exports.cancel('one');
    const before = rig.puppet.runs.length;
    state.isFull = true;
    await expect(rig.exports.retry('one')).rejects.toThrow();
    expect(rig.exports.get('one')).toMatchObject({ status: 'failed' });
    await nextTurn();
    expect(rig.puppet.runs).toHaveLength(before);
  });
});

describe('drain', () => {
  it('[J61] puts back what runs, at no cost, and gives the store up', async () => {
    const rig = await createRig({ concurrency: 2, isStubborn: true });
    for (const id of ['a', 'b', 'c']) await rig.exports.create(configOf(id));
    const runs = [await rig.puppet.nth(1), await rig.puppet.nth(2)];
    runs[0]?.update(updateOf(0.5));
    let isDrained = false;
    const drained = rig.exports.drain('The server restarts.').then(() => (isDrained = true));
    await nextTurn();
    expect(runs.map((run) => run.signal.reason as string)).toEqual(['shutdown', 'shutdown']);
    expect([isDrained, rig.shelf.isHeld]).toEqual([false, true]);
    runs[0]?.end({ kind: 'stopped', reason: 'shutdown' });
    // Killed from outside while it was being stopped: that is not a crash of its own.
    runs[1]?.end(crash);
    await drained;
    expect(rig.shelf.isHeld).toBe(false);
    const records = [...rig.shelf.jobs.values()].map((job) => job.record);
    expect(records).toMatchObject([
      { jobId: 'a', status: 'pending', attempt: 1, progress: 0.5, message: 'The server restarts.' },
      { jobId: 'b', status: 'pending', attempt: 1, crashes: 0 },
      { jobId: 'c', status: 'pending', attempt: 1 },
    ]);
    expect(rig.puppet.runs).toHaveLength(2);
  });

  it('[J61] keeps the wish of a user who cancelled, and a file that was published', async () => {
    const rig = await createRig({ concurrency: 2, isStubborn: true });
    for (const id of ['a', 'b']) await rig.exports.create(configOf(id));
    const runs = [await rig.puppet.nth(1), await rig.puppet.nth(2)];
    const cancelled = rig.exports.cancel('a');
    const drained = rig.exports.drain('The server restarts.');
    await nextTurn();
    runs[0]?.end({ kind: 'stopped', reason: 'cancel' });
    runs[1]?.complete();
    expect(await cancelled).toMatchObject({ status: 'cancelled' });
    await drained;
    expect(rig.shelf.jobs.get('a')?.record.status).toBe('cancelled');
    expect(rig.shelf.jobs.get('b')?.record.status).toBe('completed');
  });

  it('[J61] while starting starts nothing', async () => {
    const shelf = createMemoryShelf();
    const first = await createRig({ shelf, isStubborn: true });
    await first.exports.create(configOf('one'));
    (await first.puppet.nth(1)).complete();
    await first.exports.create(configOf('two'));
    const run = await first.puppet.nth(2);
    const stopped = first.exports.drain('Stopping.');
    run.end({ kind: 'stopped', reason: 'shutdown' });
    await stopped;
    const second = await createRig({ shelf, isCold: true });
    const recovered = second.exports.recover();
    await second.exports.drain('Stopping.');
    await recovered;
    expect(second.puppet.runs).toHaveLength(0);
    expect(shelf.isHeld).toBe(false);
  });
});

describe('retention', () => {
  it('[J62] removes what finished too long ago and nothing else', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    await using rig = await createRig({ now: () => now, limits: { retentionMs: 3_600_000 } });
    await rig.exports.create(configOf('old'));
    (await rig.puppet.nth(1)).complete();
    await reached(rig.exports, 'old', 'completed');
    now += 1_800_000;
    await rig.exports.create(configOf('young'));
    (await rig.puppet.nth(2)).complete();
    await reached(rig.exports, 'young', 'completed');
    await rig.exports.create(configOf('running'));
    await rig.puppet.nth(3);
    expect(await rig.exports.removeExpired(now)).toEqual([]);
    now += 1_800_000;
    expect(await rig.exports.removeExpired(now)).toEqual(['old']);
    now += 1e9;
    expect(await rig.exports.removeExpired(now)).toEqual(['young']);
    expect(rig.exports.list({ limit: 9 }).exports.map((status) => status.jobId)).toEqual(['running']);
  });

  it('[J62] keeps everything at 0, and one that is stuck does not keep the others', async () => {
    const shelf = createMemoryShelf();
    const store = createMemoryStore(shelf, '/exports');
    const remove = vi.fn(async (id: string) =>
      id === 'a' ? Promise.reject(new Error('EBUSY')) : store.remove(id),
    );
    await using keeping = await createRig();
    await keeping.exports.create(configOf('a'));
    await keeping.exports.cancel('a');
    expect(await keeping.exports.removeExpired(Date.now() + 1e12)).toEqual([]);
    await using rig = await createRig({ store: { ...store, remove }, limits: { retentionMs: 1 } });
    for (const id of ['a', 'b']) {
      await rig.exports.create(configOf(id));
      await rig.exports.cancel(id);
    }
    expect(await rig.exports.removeExpired(Date.now() + 1e6)).toEqual(['b']);
    expect(rig.notices).toContainEqual(expect.objectContaining({ kind: 'trouble', jobId: 'a' }));
  });
});
