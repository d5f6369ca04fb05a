import { TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import type { AppRouter } from '../../src/api/router.ts';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import type { QueueChange } from '../../src/jobs/ports.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { collect, httpClient, socketClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

const jobId = 'export-abc123';

async function refusalOf(call: Promise<unknown>): Promise<TRPCClientError<AppRouter>> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TRPCClientError) return error as TRPCClientError<AppRouter>;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe.each(['http', 'socket'] as const)('over %s', (transport) => {
  function open(url: string) {
    if (transport === 'http') return { client: httpClient(url), [Symbol.dispose]: () => undefined };
    return socketClient(url);
  }

  test('an export goes from its config to its final state', async () => {
    await using server = await startTestServer();
    using session = open(server.url);
    const { client } = session;
    expect(await client.createExport.mutate(sampleConfig())).toMatchObject({ jobId });
    const watch = collect<ExportStatus>((handlers) => client.status.subscribe({ jobId }, handlers));
    const render = await server.parts.renderOf(jobId);
    await watch.until(({ status }) => status === 'processing');
    for (const framesDone of [10, 50, 90]) {
      render.update({ framesDone, progress: framesDone / 100 });
      await watch.until((status) => status.framesDone === framesDone);
    }
    render.complete();
    await watch.done;
    const seen = watch.events.map(({ data }) => data);
    expect(seen.at(-1)).toMatchObject({ status: 'completed', progress: 1 });
    expect(watch.events.map(({ id }) => id)).toEqual(seen.map(({ seq }) => String(seq)));
    expect(seen.map(({ seq }) => seq)).toEqual(
      [...new Set(seen.map(({ seq }) => seq))].sort((a, b) => a - b),
    );
    expect(await client.get.query({ jobId })).toEqual(seen.at(-1));
    expect(await client.planOf.query({ jobId })).toMatchObject({ frames: 30 });
    expect(await client.logOf.query({ jobId, tail: 1 })).toEqual({
      entries: [{ event: 'child' }],
      isTruncated: true,
    });
  });

  test('every issue of a config arrives with its path', async () => {
    await using server = await startTestServer();
    using session = open(server.url);
    const { output: _output, ...config } = sampleConfig({
      segments: [{ sourceIndex: 7, startTime: 0, endTime: 1 }],
    });
    const { data } = await refusalOf(session.client.createExport.mutate(config as never));
    expect(data).toEqual({
      code: 'BAD_REQUEST',
      httpStatus: 400,
      path: 'createExport',
      problem: { code: 'INVALID_CONFIG', message: expect.any(String), isRetryable: false },
      issues: [
        { path: 'segments[0].sourceIndex', message: expect.any(String) },
        { path: 'output', message: 'is missing' },
      ],
    });
  });

  test('an unknown export is said to be unknown, by every procedure', async () => {
    await using server = await startTestServer();
    using session = open(server.url);
    const { client } = session;
    for (const id of ['nobody', '..', '../../etc/passwd', '\0', '']) {
      const input = { jobId: id };
      const calls = [
        () => client.get.query(input),
        () => client.cancel.mutate(input),
        () => client.retry.mutate(input),
        () => client.remove.mutate(input),
        () => client.planOf.query(input),
        () => client.logOf.query(input),
        () => collect<ExportStatus>((handlers) => client.status.subscribe(input, handlers)).done,
      ];
      for (const call of calls) {
        const { data } = await refusalOf(call());
        expect([data?.code, data?.problem.code]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      }
    }
  });

  test('cancel, retry and remove do what they say, and the queue tells everybody', async () => {
    await using server = await startTestServer();
    using session = open(server.url);
    const { client } = session;
    const queue = collect<QueueChange>((handlers) => client.queue.subscribe(undefined, handlers));
    // A first change proves that the subscription stands.
    await client.createExport.mutate(sampleConfig({ id: 'probe', output: outputWithoutPath() }));
    const arrived = queue.until(({ status }) => status.jobId === 'probe');
    (await server.parts.renderOf('probe')).update({ framesDone: 1 });
    await arrived;

    await client.createExport.mutate(sampleConfig());
    await server.parts.renderOf(jobId);
    expect(await client.cancel.mutate({ jobId })).toMatchObject({ status: 'cancelled' });
    expect(await client.cancel.mutate({ jobId })).toMatchObject({ status: 'cancelled' });
    await queue.until(({ status }) => status.jobId === jobId && status.status === 'cancelled');
    expect(['pending', 'processing']).toContain((await client.retry.mutate({ jobId })).status);
    expect((await refusalOf(client.retry.mutate({ jobId }))).data?.problem.code).toBe('NOT_RETRYABLE');
    await client.remove.mutate({ jobId });
    await queue.until(({ status, isRemoved }) => status.jobId === jobId && isRemoved);
    expect((await client.list.query()).exports.map((status) => status.jobId)).toEqual(['probe']);
    queue.stop();
  });

  test('a dry run, the library and what the server can do', async () => {
    await using server = await startTestServer();
    using session = open(server.url);
    const { client } = session;
    expect(await client.plan.query(sampleConfig())).toMatchObject({ frames: 30 });
    expect(await client.media.list.query()).toMatchObject([{ filePath: 'camera1.mp4' }]);
    const { data } = await refusalOf(client.media.probe.query({ filePath: 'nothing.mp4' }));
    expect(data?.problem).toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: 'There is no source nothing.mp4.',
    });
    expect(await client.media.remove.mutate({ filePath: 'a.mp4' })).toEqual({ filePath: 'a.mp4' });
    expect(await client.media.makeSample.mutate({})).toMatchObject({ version: 1 });
    expect(await client.system.capabilities.query()).toMatchObject({ limits: { queueLimit: 3 } });
  });
});

test('nothing of the inside leaves the server with an unexpected error, and the log has it all', async () => {
  await using server = await startTestServer();
  server.parts.state.listingFault = new Error('password is hunter2');
  const error = await refusalOf(httpClient(server.url).media.list.query());
  expect(error.data).toMatchObject({ httpStatus: 500, problem: { code: 'INTERNAL' } });
  expect(JSON.stringify(error.shape)).not.toMatch(/hunter2|stack|node_modules/);
  expect(JSON.stringify(server.logLines)).toContain('hunter2');
});

test('a full disk is 507 for programs that look at the status', async () => {
  await using server = await startTestServer();
  const { ProblemError } = await import('../../src/contract/problems.ts');
  server.parts.state.refusal = new ProblemError({ code: 'NO_ROOM', message: '3 GB needed, 1 GB free.' });
  const { data } = await refusalOf(httpClient(server.url).createExport.mutate(sampleConfig()));
  expect(data).toMatchObject({ httpStatus: 507, code: 'SERVICE_UNAVAILABLE', problem: { code: 'NO_ROOM' } });
});

test('a dry run that does not fit into a URL goes as a POST', async () => {
  await using server = await startTestServer();
  const segments = Array.from({ length: 2000 }, () => ({ sourceIndex: 0, startTime: 0, endTime: 1 }));
  const response = await fetch(`${server.url}/api/trpc/plan`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ json: sampleConfig({ segments }) }),
  });
  expect([response.status, await response.json()]).toMatchObject([200, { result: {} }]);
});

test('a batch has a bound', async () => {
  await using server = await startTestServer({ limits: { batchSize: 3 } });
  const call = (count: number) =>
    fetch(`${server.url}/api/trpc/${new Array(count).fill('system.capabilities').join(',')}?batch=1`);
  expect((await call(3)).status).toBe(200);
  expect((await call(4)).status).toBe(400);
});

function outputWithoutPath() {
  const { filePath: _path, ...output } = sampleConfig().output;
  return output;
}
