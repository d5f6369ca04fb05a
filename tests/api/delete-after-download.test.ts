import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const bytes = Buffer.alloc(3_000_000, 7);

async function finished(server: TestServer): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${server.url}/api/export`, { method: 'POST', body: JSON.stringify(sampleConfig()), headers });
  (await server.parts.renderOf('export-abc123')).complete(bytes);
  const url = `${server.url}/api/export/export-abc123`;
  while (((await (await fetch(`${url}/status`)).json()) as { status: string }).status !== 'completed');
  return `${url}/download`;
}

/** Waits until the export is gone. */
async function isRemoved(url: string): Promise<void> {
  while ((await fetch(url, { method: 'HEAD' })).status !== 404);
}

async function bytesOf(url: string, Range?: string): Promise<number> {
  const answer = await fetch(url, { headers: { ...(Range && { Range }) } });
  return (await answer.arrayBuffer()).byteLength;
}

const environment = { DELETE_AFTER_DOWNLOAD: 'on' };

test('an export that was downloaded whole is removed, and not one of which a part was', async () => {
  await using server = await startTestServer({ environment });
  const url = await finished(server);
  await fetch(url, { method: 'HEAD' });
  expect(await bytesOf(url, 'bytes=-1000')).toBe(1000);
  expect(await bytesOf(url, 'bytes=0-999999')).toBe(1_000_000);
  // One that goes away in mid-file.
  const leaving = new AbortController();
  const answer = await fetch(url, { signal: leaving.signal });
  await answer.body?.getReader().read();
  leaving.abort();
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  expect(await bytesOf(url, 'bytes=1000000-')).toBe(2_000_000);
  await isRemoved(url);
});

test('one that was only watched stays', async () => {
  await using server = await startTestServer({ environment });
  const url = await finished(server);
  const { port } = new URL(url);
  // `fetch` sets this header itself, as browsers do.
  const watched = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { port, headers: { 'Sec-Fetch-Dest': 'video', Range: 'bytes=0-' } }, resolve).on(
      'error',
      reject,
    ),
  );
  expect((await buffer(watched)).length).toBe(bytes.length);
  expect(await bytesOf(url, 'bytes=0-99')).toBe(100);
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
});

test('by default it stays', async () => {
  await using server = await startTestServer();
  const url = await finished(server);
  expect(await bytesOf(url)).toBe(bytes.length);
  expect(await bytesOf(url)).toBe(bytes.length);
});
