import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { startTestServer } from './harness/start-test-server.ts';

const json = { 'Content-Type': 'application/json' };

async function post(url: string, body: string): Promise<[number, string]> {
  const response = await fetch(url, { method: 'POST', headers: json, body });
  return [response.status, await response.text()];
}

test('bodies that take long to build objects of are refused while they are read, and hold nobody up', async () => {
  await using server = await startTestServer();
  const wide = `[${'{},'.repeat(5_000_000)}{}]`;
  const deep = '['.repeat(8_000_000);
  const digits = `{"json":{"jobId":"${'9'.repeat(200_000)}"},"meta":{"values":{"jobId":["bigint"]}}}`;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  for (const body of [wide, deep]) {
    expect((await post(`${server.url}/api/export`, body))[0]).toBe(413);
    expect((await post(`${server.url}/api/trpc/plan`, body))[0]).toBe(413);
    expect((await post(`${server.url}/api/trpc/cancel`, body))[0]).toBe(413);
  }
  expect(await post(`${server.url}/api/trpc/cancel`, digits)).toMatchObject([400, expect.any(String)]);
  delay.disable();
  // The clients live in this process, too; before there were bounds each of these took seconds.
  expect(delay.max / 1e6).toBeLessThan(1500);
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
});

test('a foreign page starts no work, whatever the method', async () => {
  await using server = await startTestServer();
  const input = encodeURIComponent(JSON.stringify({ json: { filePath: 'camera1.mp4' } }));
  const call = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/trpc/media.probe?input=${input}`, { headers });
  expect((await call({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await call({ Origin: 'https://evil.example' })).status).toBe(403);
  expect((await call({})).status).not.toBe(403);
});
