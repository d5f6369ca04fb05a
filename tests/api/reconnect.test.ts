import { once } from 'node:events';
import { EventSource } from 'eventsource';
import { expect, test } from 'vitest';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { collect, httpClient, socketClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

const jobId = 'export-abc123';

test('a socket that breaks in the middle of an export goes on without loss or repeat', async () => {
  await using server = await startTestServer();
  using session = socketClient(server.url);
  await session.client.createExport.mutate(sampleConfig());
  const watch = collect<ExportStatus>((handlers) => session.client.status.subscribe({ jobId }, handlers));
  const render = await server.parts.renderOf(jobId);
  for (const framesDone of [10, 20, 30, 40]) {
    render.update({ framesDone });
    await watch.until((status) => status.framesDone === framesDone);
    session.sockets.at(-1)?.terminate();
  }
  // While nobody listens, the last state changes once more; it must not get lost.
  render.complete();
  await watch.done;
  expect(session.sockets.length).toBeGreaterThan(3);
  const seqs = watch.events.map(({ data }) => data.seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(watch.events.at(-1)?.data.status).toBe('completed');
});

test('an event stream goes on after the last event that a client has seen', async () => {
  await using server = await startTestServer();
  await httpClient(server.url).createExport.mutate(sampleConfig());
  const render = await server.parts.renderOf(jobId);
  render.update({ framesDone: 10 });
  const input = encodeURIComponent(JSON.stringify({ json: { jobId } }));
  const source = new EventSource(`${server.url}/api/trpc/status?input=${input}`);
  const [first] = (await once(source, 'message')) as [MessageEvent];
  source.close();

  const resume = await fetch(`${server.url}/api/trpc/status?input=${input}`, {
    headers: { 'Last-Event-ID': first.lastEventId },
  });
  render.complete();
  const text = await resume.text();
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids.length).toBeGreaterThan(0);
  expect(Math.min(...ids)).toBeGreaterThan(Number(first.lastEventId));
  expect(text).toContain('"status":"completed"');
});

test('who comes back after the end with the last event gets the end of the stream and nothing twice', async () => {
  await using server = await startTestServer();
  const client = httpClient(server.url);
  await client.createExport.mutate(sampleConfig());
  (await server.parts.renderOf(jobId)).complete();
  const first = collect<ExportStatus>((handlers) => client.status.subscribe({ jobId }, handlers));
  await first.done;
  const lastEventId = first.events.at(-1)?.id ?? '';
  const again = collect<ExportStatus>((handlers) =>
    client.status.subscribe({ jobId, lastEventId }, handlers),
  );
  await again.done;
  expect(again.events).toEqual([]);
});
