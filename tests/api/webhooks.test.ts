import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CreatedWebhook, DeliveryPage } from '../../src/contract/exports/webhook.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { episodeConfig } from '../unit/contract/config-v2-samples.ts';
import { behaviours, startReceiver, verified } from '../unit/webhooks/support/receiver.ts';
import { httpClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

const trusting = { environment: { WEBHOOK_HOSTS: 'receiver.lan, 127.0.0.1' } };

test('an export tells a webhook of its start and its end; its deliveries are listed and sent again', async () => {
  await using receiver = await startReceiver(behaviours.ok);
  await using server = await startTestServer(trusting);
  const client = httpClient(server.url);
  const { secret, ...webhook } = await client.webhooks.create.mutate({ url: receiver.url });
  expect(await client.webhooks.list.query()).toEqual([webhook]);
  await client.createExport.mutate(sampleConfig());
  (await server.parts.renderOf('export-abc123')).complete();
  const calls = await receiver.calls(2);
  expect(calls.map((call) => verified(call, secret))).toMatchObject([
    { type: 'export.started', status: 'processing', jobId: 'export-abc123' },
    { type: 'export.completed', status: 'completed', output: { frames: 30 } },
  ]);
  const { deliveries } = await client.webhooks.deliveries.query({ limit: 1 });
  expect(deliveries).toMatchObject([{ event: 'export.completed', jobId: 'export-abc123' }]);
  await client.webhooks.sendAgain.mutate({ id: deliveries[0]?.id ?? '' });
  const [, second, third] = await receiver.calls(3);
  expect(third?.text).toBe(second?.text);
  await client.webhooks.remove.mutate({ id: webhook.id });
  expect(await client.webhooks.list.query()).toEqual([]);
});

test('the same over REST', async () => {
  await using receiver = await startReceiver(behaviours.ok);
  await using server = await startTestServer(trusting);
  const call = async <Result>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.url}/api/webhooks${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    return { status: response.status, body: (await response.json()) as Result };
  };
  const created = await call<CreatedWebhook>('POST', '', { url: receiver.url, events: ['export.cancelled'] });
  const { secret, ...webhook } = created.body;
  expect(await call('GET', '')).toEqual({ status: 200, body: { webhooks: [webhook] } });
  const client = httpClient(server.url);
  await client.createExport.mutate(sampleConfig());
  await client.cancel.mutate({ jobId: 'export-abc123' });
  const [message] = await receiver.calls(1);
  expect(verified(message, secret)).toMatchObject({ type: 'export.cancelled' });
  const page = await call<DeliveryPage>('GET', '/deliveries?jobId=export-abc123&limit=5');
  expect(page.body.deliveries).toMatchObject([{ url: receiver.url }]);
  expect(await call('POST', `/deliveries/${page.body.deliveries[0]?.id ?? ''}/send-again`, {})).toMatchObject(
    {
      status: 200,
    },
  );
  await receiver.calls(2);
  expect(await call('DELETE', `/${webhook.id}`)).toMatchObject({ status: 200 });
  expect(await call('DELETE', `/${webhook.id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await call('POST', '', { url: 'http://10.0.0.1/' })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_REQUEST', issues: [{ path: 'url' }] },
  });
  expect(await call('POST', '', { url: 'ftp://example.com/' })).toMatchObject({ status: 400 });
});

test('an export of a config of version 2 tells its own webhook, with its reference; a refused one leaves none', async () => {
  await using receiver = await startReceiver(behaviours.ok);
  await using server = await startTestServer({
    environment: { ...trusting.environment, QUEUE_LIMIT: '1', EXPORT_CONCURRENCY: '1' },
  });
  const client = httpClient(server.url);
  const config = (id: string) => episodeConfig({ id, webhook: { url: receiver.url } });
  await client.createExport.mutate(config('rendering'));
  const rendering = await server.parts.renderOf('rendering');
  await client.createExport.mutate(config('waiting'));
  await expect(client.createExport.mutate(config('refused'))).rejects.toMatchObject({
    data: { problem: { code: 'QUEUE_FULL' } },
  });
  const registered = await readdir(join(server.folder, 'webhooks/hooks'));
  expect(registered).toHaveLength(2);
  rendering.complete();
  const calls = await receiver.calls(2);
  const { secret } = await client.webhooks.exportSecret.query();
  const told = calls.map((call) => verified(call, secret)) as { jobId: string; reference?: string }[];
  expect(told.find(({ jobId }) => jobId === 'rendering')).toMatchObject({ reference: 'crm-4711' });
  expect(told.some(({ jobId }) => jobId === 'refused')).toBe(false);
});
