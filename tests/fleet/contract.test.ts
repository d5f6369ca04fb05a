import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig, type ExportConfig } from '../../src/contract/config/parse-config.ts';
import type { RenderOutcome } from '../../src/contract/exports/render-port.ts';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { createFileStore } from '../../src/jobs/file-store/file-store.ts';
import { createExportQueue } from '../../src/jobs/operations/create-export-queue.ts';
import { createExports, type RunningExports } from '../../src/jobs/operations/create-exports.ts';
import { checkConfigTask } from '../../src/threads/config-task.ts';
import { configOf, updateOf } from '../unit/jobs/support/configs.ts';
import { createPuppetRender } from '../unit/jobs/support/puppet-render.ts';
import { startRedis, type RedisServer } from './support/redis-server.ts';
import { createTestFleet, reaches } from './support/test-fleet.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Exports, and what renders one of them at a time. */
interface House extends AsyncDisposable {
  readonly exports: RunningExports;
  readonly puppet: ReturnType<typeof createPuppetRender>;
}

const limits = { queueLimit: 6, deadlineMs: Infinity, retentionMs: 0 };

/** One process over a folder. */
async function inFiles(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-contract-'));
  const puppet = createPuppetRender();
  const exports = createExports({
    store: createFileStore({
      folder,
      checkConfig: async (bytes) => checkConfigTask({ body: bytes, form: 'alone' }),
      onLockLost: () => undefined,
    }),
    queue: createExportQueue({ concurrency: 1 }),
    render: puppet.render,
    leftovers: {
      stopChildren: async () => undefined,
      explainDeath: async () => false,
      discardPartials: async () => undefined,
    },
    limits,
  });
  await exports.recover();
  return {
    exports,
    puppet,
    [Symbol.asyncDispose]: async () => {
      await exports.drain('The test is over.');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server and a worker over Redis. */
async function inRedis(): Promise<House> {
  const fleet = await createTestFleet(redis);
  const exports = await fleet.server(limits);
  const { puppet } = await fleet.worker(1);
  return { exports, puppet, [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose]() };
}

/** A config of version 2: its outputs can be added and removed. */
function episodeOf(id: string): ExportConfig {
  const parsed = parseConfig({
    version: 2,
    ...{ id, projectName: 'An episode', sources: [{ id: 'a', filePath: 'a.mp4' }] },
    shots: [{ source: 'a', from: 0, to: 4 }],
    outputs: [movieOf('wide')],
  });
  if (!parsed.isOk) throw new Error(parsed.problem.message);
  return parsed.config;
}

function movieOf(id: string) {
  return { id, format: 'mp4', codec: 'h264', width: 640, height: 360, fps: 30 };
}

const crash: RenderOutcome = {
  kind: 'failed',
  problem: { code: 'CHILD_CRASHED', message: 'FFmpeg crashed.' },
  warnings: [],
};

/** What every adapter of the exports does, whatever keeps their records and hands out their turns. */
describe.each([
  ['files and a queue of this process', inFiles],
  ['Redis and BullMQ', inRedis],
])('[F1] exports over %s', (_name, open) => {
  /** One that renders until the test ends it: what comes after it waits. */
  async function busy(): Promise<House & { readonly end: () => Promise<void> }> {
    const house = await open();
    await house.exports.create(configOf('busy'));
    const run = await house.puppet.nth(1);
    return {
      ...house,
      end: async () => {
        run.complete();
        await reaches(house.exports, 'busy', 'completed');
      },
    };
  }

  it('answer the same content again, and refuse other content under its id', async () => {
    await using house = await busy();
    const first = await house.exports.create(configOf('a'));
    expect(first).toMatchObject({ status: 'pending', queuePosition: 1, attempt: 1 });
    expect(await house.exports.create(configOf('a'))).toEqual(first);
    await expect(house.exports.create(configOf('a', 'Other'))).rejects.toMatchObject({
      problem: { code: 'ID_TAKEN' },
    });
  });

  it('begin by priority, then in turns, and say who waits where', async () => {
    await using house = await busy();
    const { exports, puppet } = house;
    for (const id of ['a1', 'a2']) await exports.create(configOf(id), { owner: 'a', estimatedSeconds: 9 });
    await exports.create(configOf('b1'), { owner: 'b', estimatedSeconds: 9 });
    await exports.create(configOf('urgent'), { priority: 10 });
    await exports.create(configOf('later'), { priority: -10 });
    await exports.catchUp();
    const order = ['urgent', 'a1', 'b1', 'a2', 'later'];
    // Each is told its place among its owner's own: how many of others wait is nobody's business.
    expect(order.map((id) => exports.get(id)?.queuePosition)).toEqual([1, 1, 1, 2, 2]);
    await house.end();
    for (let count = 2; count <= 6; count += 1) (await puppet.nth(count)).complete();
    await reaches(exports, 'later', 'completed');
    expect(puppet.runs.slice(1).map(({ request }) => request.jobId)).toEqual(order);
  });

  it('are refused where as many wait as may', async () => {
    await using house = await busy();
    for (const id of ['1', '2', '3', '4', '5', '6']) await house.exports.create(configOf(`w${id}`));
    await expect(house.exports.create(configOf('w7'))).rejects.toMatchObject({
      problem: { code: 'QUEUE_FULL' },
    });
  });

  it('are cancelled while they wait and while they render, and retried', async () => {
    await using house = await busy();
    const { exports, puppet } = house;
    await exports.create(configOf('a'));
    expect(await exports.cancel('a')).toMatchObject({ status: 'cancelled', queuePosition: null });
    expect(await exports.cancel('busy')).toMatchObject({ status: 'cancelled' });
    expect(puppet.runs[0]?.isOver).toBe(true);
    expect(await exports.cancel('busy')).toMatchObject({ status: 'cancelled' });
    expect(await exports.retry('a')).toMatchObject({ attempt: 2 });
    (await puppet.nth(2)).complete();
    await reaches(exports, 'a', 'completed');
    await expect(exports.retry('a')).rejects.toMatchObject({ problem: { code: 'NOT_RETRYABLE' } });
    await expect(exports.cancel('none')).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
  });

  it('are tried three times where a child crashes', async () => {
    await using house = await open();
    await house.exports.create(configOf('a'));
    for (let count = 1; count <= 3; count += 1) (await house.puppet.nth(count)).end(crash);
    expect(await reaches(house.exports, 'a', 'failed')).toMatchObject({ attempt: 3 });
  });

  it('are listed by state and name, and gone when they are removed', async () => {
    await using house = await busy();
    const { exports } = house;
    await exports.create(configOf('a', 'First film'));
    await exports.create(configOf('b', 'Second film'));
    const ids = (query: object) => exports.list({ limit: 10, ...query }).exports.map(({ jobId }) => jobId);
    await exports.catchUp();
    expect(ids({ states: ['pending'] })).toEqual(['b', 'a']);
    expect(ids({ search: 'FIRST' })).toEqual(['a']);
    expect(exports.counts()).toMatchObject({ pending: 2, processing: 1 });
    await exports.remove('a');
    await exports.remove('busy');
    expect(exports.get('a')).toBeUndefined();
    expect(ids({})).toEqual(['b']);
  });

  it('tell whoever watches each state once, and end after the last', async () => {
    await using house = await open();
    const { exports, puppet } = house;
    await exports.create(configOf('a'));
    const seen: ExportStatus[] = [];
    const watching = (async () => {
      for await (const status of exports.watch('a', { signal: new AbortController().signal })) {
        seen.push(status);
        if (status.progress === 0.5) (await puppet.nth(1)).complete();
      }
    })();
    (await puppet.nth(1)).update(updateOf(0.5));
    await watching;
    expect(seen.at(-1)).toMatchObject({ status: 'completed', progress: 1 });
    const numbers = seen.map(({ seq }) => seq);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('have outputs added, made again and removed, one by one', async () => {
    await using house = await open();
    const { exports, puppet } = house;
    await exports.create(episodeOf('a'));
    const more = () => exports.configWith('a', movieOf('tall'));
    await expect(more().then((config) => exports.addOutput(config))).rejects.toMatchObject({
      problem: { code: 'NOT_COMPLETED' },
    });
    (await puppet.nth(1)).complete();
    await reaches(exports, 'a', 'completed');
    await exports.addOutput(await more());
    const second = await puppet.nth(2);
    expect(second.request).toMatchObject({ jobId: 'a', outputs: ['tall'] });
    second.end(crash);
    (await puppet.nth(3)).end(crash);
    (await puppet.nth(4)).end(crash);
    await reaches(exports, 'a', 'failed');
    const states = () => exports.get('a')?.outputs?.map(({ id, state }) => [id, state]);
    expect(states()).toEqual([
      ['wide', 'completed'],
      ['tall', 'failed'],
    ]);
    await exports.retryOutput('a', 'tall');
    (await puppet.nth(5)).complete();
    await reaches(exports, 'a', 'completed');
    await expect(exports.removeOutput('a', 'wide')).rejects.toMatchObject({
      problem: { code: 'NOT_RETRYABLE' },
    });
    await exports.removeOutput('a', 'tall');
    expect(states()).toEqual([['wide', 'completed']]);
    expect(await exports.configWith('a', movieOf('tall'))).toMatchObject({ id: 'a' });
  });
});
