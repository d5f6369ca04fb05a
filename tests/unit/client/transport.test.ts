import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventSource as NodeEventSource } from 'eventsource';
import { WebSocket as NodeWebSocket } from 'ws';
import { createCutroomClient, problemOf, type CutroomClient } from '../../../src/client/index.ts';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import { startApiServer, type ApiServer } from '../../e2e/support/api-server.ts';
import { sampleConfig } from '../../e2e/support/samples.ts';
import { ScriptedExports } from '../../e2e/support/scripted-exports.ts';
import { scriptedRuntime } from '../../e2e/support/scripted-runtime.ts';

let folder: string;
let exports: ScriptedExports;
let api: ApiServer;
let client: CutroomClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cutroom-client-'));
  exports = new ScriptedExports(folder);
  api = await startApiServer(scriptedRuntime(exports));
  client = newClient();
});

afterEach(async () => {
  await client.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

function newClient(transport: 'auto' | 'websocket' | 'sse' = 'auto', url = api.url): CutroomClient {
  return createCutroomClient({
    url,
    transport,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    EventSource: NodeEventSource,
  });
}

/** Follows an export; `until(n)` waits for frame n to arrive. */
function follow(jobId: string) {
  const seen: ExportStatus[] = [];
  let wake = () => {};
  const done = (async () => {
    for await (const status of client.watchExport(jobId)) {
      seen.push(status);
      wake();
    }
  })();
  const until = async (frames: number) => {
    while (!seen.some(({ framesDone }) => framesDone >= frames)) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { seen, done, until };
}

async function started(): Promise<string> {
  const { jobId } = await client.trpc.createExport.mutate(sampleConfig('job'));
  exports.change(jobId, { status: 'processing', stage: 'rendering', queuePosition: null });
  return jobId;
}

/** One frame at a time, each seen before the next, so that every change must be told. */
async function advance(jobId: string, frames: readonly number[], until: (n: number) => Promise<void>) {
  for (const framesDone of frames) {
    exports.change(jobId, { framesDone });
    await until(framesDone);
  }
}

function complete(jobId: string): void {
  exports.change(jobId, { status: 'completed', progress: 1, downloadUrl: `/api/export/${jobId}/download` });
}

function expectContiguous(seen: readonly ExportStatus[]): void {
  const seqs = seen.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
}

describe.each(['websocket', 'sse'] as const)('subscriptions over %s', (transport) => {
  it('tells every change of an export and ends with the final one', async () => {
    await client.close();
    client = newClient(transport);
    const jobId = await started();
    const { seen, done, until } = follow(jobId);
    await until(0);
    await advance(jobId, [10, 20, 30], until);
    complete(jobId);
    await done;
    expectContiguous(seen);
    expect(seen.at(-1)).toMatchObject({ status: 'completed', framesDone: 30 });
    expect(api.upgrades()).toBe(transport === 'websocket' ? 1 : 0);
  });

  it('goes on in mid-job after a lost connection without loss or repeat', async () => {
    await client.close();
    client = newClient(transport);
    const jobId = await started();
    const { seen, done, until } = follow(jobId);
    await until(0);
    await advance(jobId, [10, 20], until);
    for (const frames of [30, 40, 50]) {
      api.dropConnections();
      exports.change(jobId, { framesDone: frames });
      await until(frames);
      await advance(jobId, [frames + 1, frames + 2], until);
    }
    complete(jobId);
    await done;
    expectContiguous(seen);
    expect(seen.at(-1)?.status).toBe('completed');
  });
});

describe('where WebSockets are refused', () => {
  it('falls back to Server-Sent Events', async () => {
    api.upgradeMode = 'refuse';
    const jobId = await started();
    const { seen, done, until } = follow(jobId);
    await until(0);
    await advance(jobId, [10, 20], until);
    complete(jobId);
    await done;
    expectContiguous(seen);
    expect(seen.at(-1)?.status).toBe('completed');
    expect(api.upgrades()).toBeGreaterThanOrEqual(2);
  });

  it('leaves the socket alone afterwards', async () => {
    api.upgradeMode = 'refuse';
    const jobId = await started();
    const first = follow(jobId);
    await first.until(0);
    const attempts = api.upgrades();
    const second = follow(jobId);
    await second.until(0);
    complete(jobId);
    await Promise.all([first.done, second.done]);
    expect(api.upgrades()).toBe(attempts);
  });

  it('falls back in mid-job when sockets stop being accepted, without loss or repeat', async () => {
    const jobId = await started();
    const { seen, done, until } = follow(jobId);
    await until(0);
    await advance(jobId, [10, 20], until);
    api.upgradeMode = 'refuse';
    api.dropConnections();
    exports.change(jobId, { framesDone: 30 });
    await until(30);
    complete(jobId);
    await done;
    expectContiguous(seen);
  });

  it('falls back when sockets are swallowed instead of refused', async () => {
    api.upgradeMode = 'hang';
    const jobId = await started();
    const { done, until } = follow(jobId);
    await until(0);
    complete(jobId);
    await done;
  });

  it('does not fall back when told to use sockets alone', async () => {
    api.upgradeMode = 'refuse';
    await client.close();
    client = newClient('websocket');
    const jobId = await started();
    const { done, until } = follow(jobId);
    while (api.upgrades() < 4) await new Promise((resolve) => api.server.once('upgrade', resolve));
    api.upgradeMode = 'accept';
    await until(0);
    complete(jobId);
    await done;
  });
});

describe('a server that goes away', () => {
  it('is waited for over the socket, and the export goes on', async () => {
    const jobId = await started();
    const { seen, done, until } = follow(jobId);
    await until(0);
    const port = Number(new URL(api.url).port);
    await api.close();
    exports.change(jobId, { framesDone: 10 });
    api = await startApiServer(scriptedRuntime(exports), { port });
    await until(10);
    complete(jobId);
    await done;
    expect(seen.at(-1)?.status).toBe('completed');
    expect(api.upgrades()).toBeGreaterThanOrEqual(1);
  });

  it('fails requests at once with a problem that says so', async () => {
    await api.close();
    const error = await client.trpc.list.query().catch((thrown: unknown) => thrown);
    expect(problemOf(error)).toMatchObject({ code: 'OFFLINE', isRetryable: true });
    api = await startApiServer(scriptedRuntime(exports));
  });
});

describe('problems', () => {
  it('arrive with every issue and its path', async () => {
    const config = { ...sampleConfig('bad'), segments: [{ sourceIndex: 7, startTime: 2, endTime: 1 }] };
    const error = await client.trpc.createExport.mutate(config).catch((thrown: unknown) => thrown);
    const problem = problemOf(error);
    expect(problem.code).toBe('INVALID_CONFIG');
    expect(problem.issues.map(({ path }) => path)).toContain('segments[0].endTime');
  });

  it('of an unknown export end the subscription instead of retrying it', async () => {
    await expect(follow('nobody').done).rejects.toMatchObject({ data: { problem: { code: 'NOT_FOUND' } } });
  });

  it('carry the hint of a full queue', async () => {
    exports.isFull = true;
    const error = await client.trpc.createExport
      .mutate(sampleConfig('more'))
      .catch((thrown: unknown) => thrown);
    expect(problemOf(error)).toMatchObject({ code: 'QUEUE_FULL', isRetryable: true });
  });
});

describe('a client', () => {
  it('opens no socket for queries and mutations', async () => {
    await client.trpc.createExport.mutate(sampleConfig('quiet'));
    await client.trpc.list.query();
    expect(api.upgrades()).toBe(0);
  });

  it('posts a query that is too long for an address', async () => {
    const plan = await client.trpc.plan.query(sampleConfig('long'));
    expect(plan.frames).toBe(35_960);
  });

  it('takes the address with and without the path of the API', async () => {
    const longer = newClient('auto', `${api.url}/api/trpc/`);
    expect(await longer.trpc.list.query()).toEqual({ exports: [] });
    expect(longer.absoluteUrl('/api/export/a/download')).toBe(`${api.url}/api/export/a/download`);
  });

  it('stops following when the loop is left', async () => {
    const jobId = await started();
    for await (const status of client.watchExport(jobId)) {
      expect(status.jobId).toBe(jobId);
      break;
    }
  });

  it('stops following when aborted', async () => {
    const jobId = await started();
    const controller = new AbortController();
    const seen: ExportStatus[] = [];
    for await (const status of client.watchExport(jobId, { signal: controller.signal })) {
      seen.push(status);
      controller.abort();
    }
    expect(seen).toHaveLength(1);
  });
});
