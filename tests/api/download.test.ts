import { parse } from 'content-disposition';
import { describe, expect, test } from 'vitest';
import { contentDispositionOf, fileNameOf } from '../../src/api/rest/exports/download-name.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { httpClient } from './harness/clients.ts';
import { rawRequest } from './harness/raw-request.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

async function withFile(projectName = 'Episode 12'): Promise<TestServer & { file: string }> {
  const server = await startTestServer();
  const client = httpClient(server.url);
  await client.createExport.mutate(sampleConfig({ projectName }));
  (await server.parts.renderOf('export-abc123')).complete(bytes);
  while ((await client.get.query({ jobId: 'export-abc123' })).status !== 'completed');
  return { ...server, file: `${server.url}/api/export/export-abc123/download` };
}

test('the whole file comes with everything a browser needs', async () => {
  await using server = await withFile();
  const response = await fetch(server.file);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '1000',
    'accept-ranges': 'bytes',
    'content-disposition': 'attachment; filename="Episode 12.mp4"',
    'x-content-type-options': 'nosniff',
    etag: expect.stringMatching(/^"[0-9a-f-]+"$/),
    'last-modified': expect.any(String),
  });
});

describe('ranges', () => {
  test.each([
    ['bytes=0-', 206, 'bytes 0-999/1000', bytes],
    ['bytes=10-19', 206, 'bytes 10-19/1000', bytes.subarray(10, 20)],
    ['bytes=-5', 206, 'bytes 995-999/1000', bytes.subarray(995)],
    ['bytes=999-5000', 206, 'bytes 999-999/1000', bytes.subarray(999)],
    ['bytes=1000-', 416, 'bytes */1000', Buffer.alloc(0)],
    ['bytes=0-1,5-6', 200, null, bytes],
    ['bytes=5-2', 200, null, bytes],
    ['items=0-1', 200, null, bytes],
    ['bytes=x', 200, null, bytes],
  ])('%s is %i', async (Range, status, contentRange, body) => {
    await using server = await withFile();
    const response = await fetch(server.file, { headers: { Range } });
    // What RFC 9110 leaves open: a range that makes no sense may be ignored or refused.
    if (status === 200 && response.status === 416) return;
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(body);
  });

  test('a range is only given of the file that the client has the rest of', async () => {
    await using server = await withFile();
    const { headers } = await fetch(server.file, { method: 'HEAD' });
    const tag = headers.get('etag') ?? '';
    const modified = headers.get('last-modified') ?? '';
    const ask = async (ifRange: string) =>
      (await fetch(server.file, { headers: { Range: 'bytes=0-1', 'If-Range': ifRange } })).status;
    expect(await ask(tag)).toBe(206);
    expect(await ask(modified)).toBe(206);
    expect(await ask('"another"')).toBe(200);
    expect(await ask(`W/${tag}`)).toBe(200);
    expect(await ask(new Date(0).toUTCString())).toBe(200);
  });

  test('what has not changed is not sent again', async () => {
    await using server = await withFile();
    const tag = (await fetch(server.file, { method: 'HEAD' })).headers.get('etag') ?? '';
    // Not by `fetch`, which adds `Cache-Control: no-cache` and so asks for the file again.
    const head = `GET /api/export/export-abc123/download HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${tag}\r\n`;
    expect((await rawRequest(server.port, head)).status).toBe(304);
    expect((await fetch(server.file, { headers: { 'If-Match': '"another"' } })).status).toBe(412);
  });
});

test('HEAD has the headers and no body, also for a range', async () => {
  await using server = await withFile();
  const whole = await fetch(server.file, { method: 'HEAD' });
  expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '1000', '']);
  const part = await fetch(server.file, { method: 'HEAD', headers: { Range: 'bytes=0-9' } });
  expect([part.status, part.headers.get('content-length')]).toEqual([206, '10']);
});

test('a file that somebody removed by hand is 404 and says so', async () => {
  await using server = await withFile();
  const { rm } = await import('node:fs/promises');
  await rm(`${server.folder}/exports/export-abc123/output.mp4`);
  const response = await fetch(server.file);
  expect([response.status, await response.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  expect(response.headers.get('content-disposition')).toBeNull();
});

const nastyNames = [
  'My Podcast Episode 12',
  'Ünïcødé – 第12話',
  '🎬 final 🎉',
  'quotes "and" \'more\'',
  'back\\slash / and slash',
  'CRLF\r\nSet-Cookie: evil=1',
  'percent %0d%0a %41',
  'semi;colon=value',
  'tab\tand\0null',
  '../../etc/passwd',
  '...',
  '   ',
  '',
  'lone \ud83d surrogate',
  'bidi \u202egnp.exe',
  'x'.repeat(300),
  '🎬'.repeat(300),
  'é'.repeat(500),
  'trailing dot.',
  'COM1: <a>|b*?',
];

test.each(nastyNames)('the project name %j becomes a header that says one safe file name', (name) => {
  const header = contentDispositionOf(name, '.mp4');
  expect(header).toMatch(/^[\x20-\x7e]+$/);
  const { type, parameters } = parse(header);
  const fileName = parameters['filename'] ?? '';
  expect(type).toBe('attachment');
  expect(fileName).toBe(fileNameOf(name, '.mp4'));
  expect(fileName).toMatch(/^[^/\\:*?"<>|\p{Cc}.][^/\\:*?"<>|\p{Cc}]*\.mp4$/u);
  expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(255);
});

test('names that need no change keep every character', () => {
  for (const name of ['Ünïcødé – 第12話', "it's (final) [v2] #3 & 100%", '🎬 final 🎉']) {
    expect(fileNameOf(name, '.webm')).toBe(`${name}.webm`);
  }
});

test('an emoji arrives over the wire as RFC 6266 says', async () => {
  await using server = await withFile('🎬 "Finale"\r\n');
  const { headers } = await fetch(server.file, { method: 'HEAD' });
  const header = headers.get('content-disposition') ?? '';
  expect(header).toContain("filename*=UTF-8''%F0%9F%8E%AC%20-Finale-.mp4");
});
