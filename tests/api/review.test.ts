import { expect, test } from 'vitest';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { httpClient } from './harness/clients.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const ACCESS_TOKEN = 'correct-horse-battery';

/** A finished export whose name tries to be markup, made by somebody who has the token. */
async function finished(server: TestServer) {
  const client = httpClient(server.url, { Authorization: `Bearer ${ACCESS_TOKEN}` });
  for (const id of ['shown', 'other']) {
    const { filePath: _, ...output } = sampleConfig().output;
    const projectName = `<b>"Pilot"</b> & ${id}`;
    await client.createExport.mutate({ ...sampleConfig(), id, projectName, output });
    (await server.parts.renderOf(id)).complete(Buffer.from(`the film of ${id}`));
  }
  await expect.poll(async () => (await client.get.query({ jobId: 'other' })).status).toBe('completed');
  return client;
}

test('a review link shows one finished export to who has no token, with what the page needs, and opens nothing else', async () => {
  await using server = await startTestServer({ environment: { ACCESS_TOKEN } });
  const client = await finished(server);
  const path = '/api/export/shown/review';
  expect((await fetch(server.url + path)).status).toBe(401);
  const { ticket = '', expiresAt = '' } = await client.ticket.query({ path });
  const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  const page = await fetch(`${server.url}${path}?ticket=${ticket}`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  const html = await page.text();
  expect(html).toContain('&#60;b&#62;&#34;Pilot&#34;&#60;/b&#62; &#38; shown');
  expect(html).not.toMatch(/<b>|<script/);
  const [, address = ''] = /<video[^>]* src="([^"]+)"/.exec(html) ?? [];
  const file = new URL(address.replaceAll('&#38;', '&'), server.url + path);
  expect(await (await fetch(file)).text()).toBe('the film of shown');
  // Neither ticket opens anything else, and a changed one nothing at all.
  for (const elsewhere of ['/api/export/other/review', '/api/export/shown/status', '/api/export'])
    expect((await fetch(`${server.url}${elsewhere}?ticket=${ticket}`)).status).toBe(401);
  expect((await fetch(`${server.url}${path}?ticket=${ticket.replace(/^\d/, '9')}`)).status).toBe(401);
  expect((await fetch(String(file).replace('shown', 'other'))).status).toBe(401);
});

test('of what is not finished there is nothing to look at yet', async () => {
  await using server = await startTestServer();
  const client = httpClient(server.url);
  await client.createExport.mutate(sampleConfig());
  const answer = await fetch(`${server.url}/api/export/${sampleConfig().id}/review`);
  expect([answer.status, await answer.json()]).toEqual([
    409,
    expect.objectContaining({ code: 'NOT_COMPLETED' }),
  ]);
});
