import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/contract/problems.ts';
import { createMemoryShelf, createMemoryStore } from '../../../src/jobs/state/memory-store.ts';
import { configOf, updateOf } from './support/configs.ts';
import { createRig, nextTurn, reached } from './support/rig.ts';

const rejection = (code: string) => ({ problem: { code } });
const damaged = { code: 'SOURCE_DAMAGED', message: 'a.mp4 ends in the middle.' } as const;

describe('create', () => {
  it('[J50] answers when the export is on disk', async () => {
    const shelf = createMemoryShelf();
    const store = createMemoryStore(shelf, '/exports');
    let write = () => {};
    const written = new Promise<void>((resolve) => (write = resolve));
    const slow = {
      ...store,
      create: (...args: Parameters<typeof store.create>) => written.then(() => store.create(...args)),
    };
    await using rig = await createRig({ store: slow });
    let isAnswered = false;
    const created = rig.exports.create(configOf('one')).finally(() => (isAnswered = true));
    await nextTurn();
    expect([isAnswered, rig.exports.get('one')]).toEqual([false, undefined]);
    write();
    expect(await created).toMatchObject({ jobId: 'one', attempt: 1 });
    expect(shelf.jobs.has('one')).toBe(true);
  });

  it('[J50] leaves nothing behind when the store refuses', async () => {
    const store = createMemoryStore(createMemoryShelf(), '/exports');
    const problem = { code: 'NO_ROOM', message: 'Full.' } as const;
    const full = { ...store, create: async () => Promise.reject(new ProblemError(problem)) };
    await using rig = await createRig({ store: full, limits: { queueLimit: 1 } });
    for (const id of ['one', 'two']) {
      await expect(rig.exports.create(configOf(id))).rejects.toMatchObject(rejection('NO_ROOM'));
    }
    expect(rig.exports.list({ limit: 10 }).exports).toEqual([]);
  });

  it('[J51] answers the same content again and refuses other content under one id', async () => {
    await using rig = await createRig();
    const [first, second] = await Promise.all([
      rig.exports.create(configOf('one')),
      rig.exports.create({ ...configOf('one'), createdAt: '2030-01-01T00:00:00Z' }),
    ]);
    expect(second.createdAt).toBe(first.createdAt);
    await expect(rig.exports.create(configOf('one', 'Other'))).rejects.toMatchObject(rejection('ID_TAKEN'));
    (await rig.puppet.nth(1)).complete();
    await reached(rig.exports, 'one', 'completed');
    expect(await rig.exports.create(configOf('one'))).toMatchObject({ status: 'completed' });
    expect(rig.puppet.runs).toHaveLength(1);
  });

  it('[J52] refuses when the line is full, those on their way included', async () => {
    await using rig = await createRig({ limits: { queueLimit: 2 } });
    await rig.exports.create(configOf('running'));
    await rig.puppet.nth(1);
    const results = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((id) => rig.exports.create(configOf(id))),
    );
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await expect(rig.exports.create(configOf('e'))).rejects.toMatchObject(rejection('QUEUE_FULL'));
    // What is there already is answered all the same.
    expect(await rig.exports.create(configOf('a'))).toMatchObject({ status: 'pending' });
    await rig.exports.cancel('a');
    await rig.exports.create(configOf('e'));
    await expect(rig.exports.retry('a')).rejects.toMatchObject(rejection('QUEUE_FULL'));
  });

  it('is refused before the start and during the shutdown', async () => {
    const rig = await createRig({ isCold: true });
    await expect(rig.exports.create(configOf('one'))).rejects.toMatchObject(rejection('NOT_READY'));
    await rig.exports.recover();
    await rig.exports.create(configOf('one'));
    await rig.exports.drain('Stopping.');
    await expect(rig.exports.create(configOf('two'))).rejects.toMatchObject(rejection('NOT_READY'));
    await expect(rig.exports.cancel('one')).rejects.toMatchObject(rejection('NOT_READY'));
  });
});

describe('cancel', () => {
  it('[J53] answers when the render has settled, however often it is asked', async () => {
    await using rig = await createRig({ isStubborn: true });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    let answers = 0;
    const both = [1, 2].map(() => rig.exports.cancel('one').finally(() => (answers += 1)));
    await nextTurn();
    expect([answers, run.signal.aborted, run.signal.reason]).toEqual([0, true, 'cancel']);
    expect(rig.exports.get('one')).toMatchObject({ status: 'processing', message: 'Stopping.' });
    expect(rig.shelf.jobs.get('one')?.record.isCancelRequested).toBe(true);
    run.end({ kind: 'stopped', reason: 'cancel' });
    for (const status of await Promise.all(both)) expect(status).toMatchObject({ status: 'cancelled' });
    expect(rig.shelf.jobs.get('one')?.record.status).toBe('cancelled');
  });

  it('[J53] takes an export out of the line', async () => {
    await using rig = await createRig();
    for (const id of ['running', 'waiting', 'next']) await rig.exports.create(configOf(id));
    expect(await rig.exports.cancel('waiting')).toMatchObject({ status: 'cancelled', queuePosition: null });
    (await rig.puppet.nth(1)).complete();
    expect((await rig.puppet.nth(2)).request.jobId).toBe('next');
  });

  it('[J53] answers a finished export unchanged, and one that published before it stopped as completed', async () => {
    await using rig = await createRig({ isStubborn: true });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const cancelled = rig.exports.cancel('one');
    await nextTurn();
    run.complete();
    const status = await cancelled;
    expect(status).toMatchObject({ status: 'completed', progress: 1 });
    expect(await rig.exports.cancel('one')).toEqual(status);
  });

  it('[J53] is a cancel even when the render calls its end a failure', async () => {
    await using rig = await createRig({ isStubborn: true });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const cancelled = rig.exports.cancel('one');
    await nextTurn();
    run.end({ kind: 'failed', problem: { code: 'CHILD_CRASHED', message: 'Killed.' }, warnings: [] });
    expect(await cancelled).toMatchObject({ status: 'cancelled', attempt: 1 });
  });

  it('[J53] reaches an export that is about to start', async () => {
    await using rig = await createRig();
    const created = rig.exports.create(configOf('one'));
    const cancelled = rig.exports.cancel('one');
    await created;
    expect(await cancelled).toMatchObject({ status: 'cancelled' });
    expect(rig.puppet.runs.every((run) => run.isOver)).toBe(true);
  });

  it('knows nothing of an export that is not there', async () => {
    await using rig = await createRig();
    for (const ask of [rig.exports.cancel, rig.exports.retry, rig.exports.remove]) {
      await expect(ask('nobody')).rejects.toMatchObject(rejection('NOT_FOUND'));
    }
    expect(rig.exports.get('nobody')).toBeUndefined();
    expect(await rig.exports.pathOf('nobody', 'output')).toBeUndefined();
  });
});

describe('retry', () => {
  it('[J54] takes failed and cancelled exports and nothing else', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    await expect(rig.exports.retry('one')).rejects.toMatchObject(rejection('NOT_RETRYABLE'));
    (await rig.puppet.nth(1)).end({ kind: 'failed', problem: damaged, warnings: [] });
    await reached(rig.exports, 'one', 'failed');
    expect(await rig.exports.retry('one')).toMatchObject({ attempt: 2, progress: 0, error: undefined });
    await rig.puppet.nth(2);
    await rig.exports.cancel('one');
    await rig.exports.retry('one');
    const third = await rig.puppet.nth(3);
    expect(third.request.attempt).toBe(3);
    third.complete();
    await reached(rig.exports, 'one', 'completed');
    await expect(rig.exports.retry('one')).rejects.toMatchObject(rejection('NOT_RETRYABLE'));
  });

  it('[J54] runs once for many that ask at the same time', async () => {
    await using rig = await createRig({ concurrency: 3 });
    await rig.exports.create(configOf('one'));
    await rig.exports.cancel('one');
    const before = rig.puppet.runs.length;
    const results = await Promise.allSettled([1, 2, 3].map(() => rig.exports.retry('one')));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await rig.puppet.nth(before + 1);
    await nextTurn();
    expect(rig.puppet.runs).toHaveLength(before + 1);
  });
});

describe('remove', () => {
  it('[J55] stops what runs, removes everything and frees the id', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    await rig.puppet.nth(1);
    expect(await rig.exports.remove('one')).toMatchObject({ status: 'cancelled' });
    expect(rig.exports.get('one')).toBeUndefined();
    expect(rig.shelf.jobs.size).toBe(0);
    expect(await rig.exports.create(configOf('one', 'Other'))).toMatchObject({ projectName: 'Other' });
    await rig.puppet.nth(2);
  });

  it('[J55] keeps an export whose files cannot be removed', async () => {
    const store = createMemoryStore(createMemoryShelf(), '/exports');
    let isStuck = true;
    const stuck = {
      ...store,
      remove: async (id: string) => (isStuck ? Promise.reject(new Error('EBUSY')) : store.remove(id)),
    };
    await using rig = await createRig({ store: stuck });
    await rig.exports.create(configOf('one'));
    await expect(rig.exports.remove('one')).rejects.toThrow('EBUSY');
    expect(rig.exports.get('one')).toMatchObject({ status: 'cancelled' });
    isStuck = false;
    await rig.exports.remove('one');
    expect(rig.exports.get('one')).toBeUndefined();
  });
});

describe('list', () => {
  it('[J56] pages newest first without loss or repeat while exports come and go', async () => {
    await using rig = await createRig();
    for (let index = 1; index <= 7; index += 1) await rig.exports.create(configOf(`job-${index}`));
    const first = rig.exports.list({ limit: 3 });
    expect(first.exports.map((status) => status.jobId)).toEqual(['job-7', 'job-6', 'job-5']);
    await rig.exports.create(configOf('job-8'));
    await rig.exports.remove('job-5');
    const second = rig.exports.list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second.exports.map((status) => status.jobId)).toEqual(['job-4', 'job-3', 'job-2']);
    const third = rig.exports.list({ limit: 3, cursor: second.nextCursor ?? '' });
    expect(third.exports.map((status) => status.jobId)).toEqual(['job-1']);
    expect(third.nextCursor).toBeUndefined();
  });

  it('[J56] filters by state and ends exactly where nothing follows', async () => {
    await using rig = await createRig();
    for (const id of ['a', 'b', 'c', 'd']) await rig.exports.create(configOf(id));
    await rig.exports.cancel('b');
    await rig.exports.cancel('d');
    const page = rig.exports.list({ limit: 2, states: ['cancelled'] });
    expect(page.exports.map((status) => status.jobId)).toEqual(['d', 'b']);
    expect(page.nextCursor).toBeUndefined();
    expect(rig.exports.list({ limit: 5, states: ['completed', 'failed'] }).exports).toEqual([]);
    expect(() => rig.exports.list({ limit: 5, cursor: 'x' })).toThrow(ProblemError);
  });

  it('[J57] gives every export its place in line as it is now', async () => {
    await using rig = await createRig();
    for (const id of ['a', 'b', 'c', 'd']) await rig.exports.create(configOf(id));
    const places = () =>
      Object.fromEntries(
        rig.exports.list({ limit: 9 }).exports.map((status) => [status.jobId, status.queuePosition]),
      );
    await rig.puppet.nth(1);
    expect(places()).toEqual({ a: null, b: 1, c: 2, d: 3 });
    await rig.exports.cancel('b');
    expect(places()).toEqual({ a: null, b: null, c: 1, d: 2 });
    expect(rig.exports.counts()).toEqual({
      pending: 2,
      processing: 1,
      completed: 0,
      failed: 0,
      cancelled: 1,
    });
    rig.puppet.runs[0]?.update(updateOf(0.1));
    expect(await rig.exports.pathOf('a', 'output')).toBe('/exports/a/output.mp4');
    expect(await rig.exports.pathOf('a', 'log.ndjson')).toBe('/exports/a/log.ndjson');
  });
});
