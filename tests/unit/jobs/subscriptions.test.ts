import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import type { RunningExports } from '../../../src/jobs/operations/create-exports.ts';
import type { QueueChange } from '../../../src/jobs/ports.ts';
import { createChangeSignal, pauseFor } from '../../../src/disk/change-signal.ts';
import { createQueueFeed } from '../../../src/jobs/telling/queue-feed.ts';
import { createTurns } from '../../../src/jobs/telling/turns.ts';
import { statusOf } from '../../../src/jobs/state/job-record.ts';
import { configOf, recordOf, updateOf } from './support/configs.ts';
import { createRig, nextTurn, reached } from './support/rig.ts';

/** Collects until the stream ends. */
async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

const never = () => new AbortController().signal;

describe('watch', () => {
  it('[J70] gives the latest at once, then what changes, and ends after the final state', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const stream = rig.exports.watch('one', { signal: never() });
    expect((await stream.next()).value).toMatchObject({ status: 'processing', progress: 0 });
    const next = stream.next();
    run.update(updateOf(0.5));
    expect((await next).value).toMatchObject({ progress: 0.5 });
    run.complete();
    expect((await stream.next()).value).toMatchObject({ status: 'completed' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('[J70] goes on after the last number a client has seen, without loss or repeat', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    run.update(updateOf(0.2));
    const seen = rig.exports.get('one')?.seq ?? 0;
    const caughtUp = rig.exports.watch('one', { signal: never(), sinceSeq: seen });
    const next = caughtUp.next();
    await nextTurn();
    run.update(updateOf(0.4));
    expect((await next).value).toMatchObject({ seq: seen + 1, progress: 0.4 });
    const behind = rig.exports.watch('one', { signal: never(), sinceSeq: seen });
    expect((await behind.next()).value).toMatchObject({ seq: seen + 1 });
    run.complete();
    const final = await reached(rig.exports, 'one', 'completed');
    expect(await collect(rig.exports.watch('one', { signal: never(), sinceSeq: final.seq }))).toEqual([]);
    expect(await collect(rig.exports.watch('one', { signal: never(), sinceSeq: seen }))).toEqual([final]);
  });

  it('[J71] turns 2,001 updates into few snapshots, the last of them final', async () => {
    await using rig = await createRig({ pace: { eventMs: 100, writeMs: 1000 } });
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const before = performance.now();
    const watched = collect(rig.exports.watch('one', { signal: never() }));
    for (let step = 1; step <= 2000; step += 1) {
      run.update(updateOf(step / 2001));
      if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    run.complete();
    const statuses = await watched;
    // One at once, then one in 100 ms at most.
    expect(statuses.length).toBeLessThanOrEqual(2 + (performance.now() - before) / 100);
    expect(statuses.length).toBeGreaterThan(1);
    expect(statuses.at(-1)).toMatchObject({ status: 'completed', progress: 1 });
    checkGrowing(statuses);
  });

  it('[J57][J70] tells those who wait that they have moved up', async () => {
    await using rig = await createRig();
    for (const id of ['a', 'b', 'c']) await rig.exports.create(configOf(id));
    const stream = rig.exports.watch('c', { signal: never() });
    expect((await stream.next()).value).toMatchObject({ queuePosition: 2 });
    const next = stream.next();
    await rig.exports.cancel('b');
    expect((await next).value).toMatchObject({ queuePosition: 1 });
  });

  it('[J71] gives the final state to those who watch an export that is removed', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const watched = collect(rig.exports.watch('one', { signal: never() }));
    await rig.puppet.nth(1);
    await rig.exports.remove('one');
    expect((await watched).at(-1)).toMatchObject({ status: 'cancelled' });
    const unknown = rig.exports.watch('one', { signal: never() });
    await expect(unknown.next()).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
  });

  it('[J75] lets other work have its turn while hundreds are told', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    const run = await rig.puppet.nth(1);
    const seen = rig.exports.get('one')?.seq ?? 0;
    const streams = Array.from({ length: 500 }, (_, index) =>
      index % 2 === 0
        ? rig.exports.watch('one', { signal: never(), sinceSeq: seen })
        : rig.exports.watchAll({ signal: never() }),
    );
    let told = 0;
    const all = Promise.all(
      streams.map(async (stream) => {
        await stream.next();
        told += 1;
      }),
    );
    await nextTurn();
    run.update(updateOf(0.5));
    const perTurn: number[] = [];
    while (told < streams.length) {
      const before = told;
      await new Promise((resolve) => setImmediate(resolve));
      perTurn.push(told - before);
    }
    await all;
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(100);
    await Promise.all(streams.map((stream) => stream.return()));
  });

  it('[J72] leaves nothing behind when it is aborted, whatever it was waiting for', async () => {
    await using rig = await createRig();
    await rig.exports.create(configOf('one'));
    await rig.puppet.nth(1);
    const controller = new AbortController();
    const watches = Array.from({ length: 200 }, (_, index) => {
      const seq = rig.exports.get('one')?.seq ?? 0;
      const options = { signal: controller.signal, ...(index % 2 === 0 ? { sinceSeq: seq } : {}) };
      return collect<ExportStatus | QueueChange>(
        index % 3 === 0 ? rig.exports.watchAll(options) : rig.exports.watch('one', options),
      );
    });
    await nextTurn();
    expect(getEventListeners(controller.signal, 'abort').length).toBe(200);
    controller.abort();
    await Promise.all(watches);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(await collect(rig.exports.watch('one', { signal: controller.signal }))).toEqual([]);
    expect(await collect(rig.exports.watchAll({ signal: controller.signal }))).toEqual([]);
  });

  it('[J72] keeps no sleeper after a wake, an abort or a pause', async () => {
    const wakes = createChangeSignal();
    const controller = new AbortController();
    const woken = wakes.next(controller.signal);
    wakes.raise();
    await woken;
    expect([wakes.size(), getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0]);
    await pauseFor(1, controller.signal);
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
    const aborted = [wakes.next(controller.signal), pauseFor(1e9, controller.signal)];
    controller.abort();
    await Promise.all(aborted);
    expect([wakes.size(), getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0]);
  });
});

describe('watchAll', () => {
  it('[J73] gives what changes, in ascending order, and what is removed', async () => {
    await using rig = await createRig();
    const controller = new AbortController();
    const changes: QueueChange[] = [];
    const removed = new Promise<void>((resolve) => {
      void (async () => {
        for await (const change of rig.exports.watchAll({ signal: controller.signal })) {
          changes.push(change);
          if (change.isRemoved) resolve();
        }
      })();
    });
    await rig.exports.create(configOf('a'));
    await rig.exports.create(configOf('b'));
    (await rig.puppet.nth(1)).complete();
    (await rig.puppet.nth(2)).complete();
    await reached(rig.exports, 'b', 'completed');
    await rig.exports.remove('a');
    await removed;
    controller.abort();
    checkGrowing(changes);
    const last = new Map(changes.map((change) => [change.status.jobId, change]));
    expect(last.get('a')).toMatchObject({ isRemoved: true, status: { status: 'completed' } });
    expect(last.get('b')).toMatchObject({ isRemoved: false, status: { status: 'completed' } });
  });

  it('[J73] gives a slow reader only the latest of each', async () => {
    await using rig = await createRig({ concurrency: 5 });
    const stream = rig.exports.watchAll({ signal: never() });
    const first = stream.next();
    for (const id of ['a', 'b', 'c']) await rig.exports.create(configOf(id));
    await first;
    for (const count of [1, 2, 3]) {
      const run = await rig.puppet.nth(count);
      for (let step = 1; step <= 500; step += 1) run.update(updateOf(step / 501));
      run.complete();
    }
    await Promise.all(['a', 'b', 'c'].map((id) => reached(rig.exports, id, 'completed')));
    const rest = [await stream.next(), await stream.next(), await stream.next()];
    const statuses = rest.map((item) => (item.value as QueueChange).status);
    expect(statuses.map((status) => status.status)).toEqual(['completed', 'completed', 'completed']);
    expect(new Set(statuses.map((status) => status.jobId))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('[J74] gives what a client has missed, removals too, and nothing else', async () => {
    await using rig = await createRig();
    for (const id of ['a', 'b', 'c', 'd']) await rig.exports.create(configOf(id));
    const controller = new AbortController();
    const stream = rig.exports.watchAll({ signal: controller.signal, sinceSeq: 0 });
    const seen: QueueChange[] = [];
    for (let count = 0; count < 4; count += 1) seen.push((await stream.next()).value as QueueChange);
    controller.abort();
    await rig.exports.remove('b');
    const missed = rig.exports.watchAll({ signal: never(), sinceSeq: seen.at(-1)?.seq ?? 0 });
    const changes: QueueChange[] = [];
    for await (const change of missed) {
      changes.push(change);
      if (changes.some((item) => item.isRemoved) && changes.length >= 3) break;
    }
    expect(changes.map((change) => change.status.jobId)).not.toContain('a');
    expect(changes.find((change) => change.isRemoved)?.status.jobId).toBe('b');
    checkGrowing(changes);
  });

  it('[J74] knows over a restart what has changed since', async () => {
    const record = (jobId: string, hour: number) =>
      recordOf(jobId, { updatedAt: `2026-01-01T0${hour}:00:00.000Z` });
    const feed = createQueueFeed({
      now: () => Date.parse('2026-01-01T09:00:00Z'),
      turns: createTurns(50),
      intervalMs: 1,
    });
    for (const [jobId, hour] of [
      ['early', 1],
      ['late', 3],
    ] as const) {
      const loaded = record(jobId, hour);
      feed.load(jobId, () => statusOf(loaded, null), Date.parse(loaded.updatedAt) * 1000);
    }
    const stream = feed.watch({ signal: never(), sinceSeq: Date.parse('2026-01-01T02:00:00Z') * 1000 });
    expect((await stream.next()).value).toMatchObject({ status: { jobId: 'late' } });
    await stream.return();
    expect(feed.watcherCount()).toBe(0);
  });

  it('[J73] tells of moves in a long line only to those who can see them', async () => {
    await using rig = await createRig({ limits: { queueLimit: 1000 } });
    for (let index = 0; index < 300; index += 1) await rig.exports.create(configOf(`job-${index}`));
    await expect.poll(() => lineOf(rig.exports)).toHaveLength(299);
    const controller = new AbortController();
    const stream = rig.exports.watchAll({ signal: controller.signal });
    const first = stream.next();
    await nextTurn();
    await rig.exports.cancel('job-1');
    const jobIds = new Set([((await first).value as QueueChange).status.jobId]);
    while (!jobIds.has('job-101')) jobIds.add(((await stream.next()).value as QueueChange).status.jobId);
    controller.abort();
    expect(jobIds.size).toBeLessThanOrEqual(101);
    expect(rig.exports.get('job-299')?.queuePosition).toBe(298);
  });
});

function lineOf(exports: RunningExports): readonly ExportStatus[] {
  return exports.list({ limit: 1000, states: ['pending'] }).exports;
}

function checkGrowing(items: readonly { readonly seq: number }[]): void {
  for (const [index, item] of items.entries()) {
    expect(item.seq).toBeGreaterThan(items[index - 1]?.seq ?? 0);
  }
}
