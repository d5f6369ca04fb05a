import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SourceListing } from '../../src/contract/footage/media.ts';
import { httpClient, socketClient } from './harness/clients.ts';
import { rawRequest } from './harness/raw-request.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

async function withSource(name: string): Promise<TestServer> {
  const server = await startTestServer({ hasRealLibrary: true });
  const path = join(server.folder, 'sources', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return server;
}

const urlOf = (server: TestServer, name: string) =>
  `${server.url}/api/media/file/${name.split('/').map(encodeURIComponent).join('/')}`;

test('an original comes whole, in ranges, and by HEAD, for a player', async () => {
  await using server = await withSource('camera 1.mp4');
  const url = urlOf(server, 'camera 1.mp4');
  const whole = await fetch(url);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '1000',
    'accept-ranges': 'bytes',
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
    etag: expect.stringMatching(/^"[0-9a-f-]+"$/),
  });
  const part = await fetch(url, { headers: { Range: 'bytes=10-19' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
  const beyond = await fetch(url, { headers: { Range: 'bytes=1000-' } });
  expect([beyond.status, beyond.headers.get('content-disposition')]).toEqual([416, null]);
});

test.each([
  'day 1/Камера 🎥.mp4',
  '100%.mp4',
  '100%25 & #1; a+b=c?.mp4',
  'a\\b"c\'d.mov',
  `${'é'.repeat(125)}.mkv`,
  'dots..mp4',
])('the name %j is found', async (name) => {
  await using server = await withSource(name);
  const response = await fetch(urlOf(server, name));
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
});

test.each(['page.html', 'picture.svg', 'script.js', 'no extension'])(
  '%s is bytes, not a page',
  async (name) => {
    await using server = await withSource(name);
    const response = await fetch(urlOf(server, name));
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    await response.arrayBuffer();
  },
);

describe('nothing else is handed out', () => {
  test.each([
    '../exports/secret.txt',
    '..%2fexports%2fsecret.txt',
    '%2e%2e%2fexports%2fsecret.txt',
    '..%5cexports',
    'folder%2f..%2f..%2fexports%2fsecret.txt',
    '%2fetc%2fpasswd',
    '//etc/passwd',
    'link.mp4',
    '.hidden.mp4',
    'folder/.hidden.mp4',
    'folder',
    '',
    'nothing.mp4',
    '%00.mp4',
    '%',
    '%ff.mp4',
  ])('%j', async (path) => {
    await using server = await withSource('folder/.hidden.mp4');
    await writeFile(join(server.folder, 'sources/.hidden.mp4'), bytes);
    await mkdir(join(server.folder, 'exports'), { recursive: true });
    await writeFile(join(server.folder, 'exports/secret.txt'), 'secret');
    await symlink('/etc/passwd', join(server.folder, 'sources/link.mp4'));
    const request = `GET /api/media/file/${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
    const { status, body } = await rawRequest(server.port, request);
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body)).toMatchObject({ code: expect.stringMatching(/NOT_FOUND|PATH_FORBIDDEN/) });
    expect(body).not.toMatch(/root:|secret"/);
  });
});

describe('media.watch', () => {
  const namesIn = (list: readonly SourceListing[]) => list.map(({ filePath }) => filePath).sort();

  test('sends the list at once and after each change, over WebSocket', async () => {
    await using server = await withSource('one.mp4');
    using socket = socketClient(server.url);
    const seen: string[][] = [];
    let wake = (): void => undefined;
    const subscription = socket.client.media.watch.subscribe(undefined, {
      onData: (list) => {
        const names = namesIn(list);
        // A file that is just being written changes once more; that is news too, but not of names.
        if (JSON.stringify(names) !== JSON.stringify(seen.at(-1))) seen.push(names);
        wake();
      },
    });
    const until = async (expected: readonly string[]) => {
      while (JSON.stringify(seen.at(-1)) !== JSON.stringify(expected))
        await new Promise<void>((resolve) => (wake = resolve));
    };
    await until(['one.mp4']);
    await writeFile(join(server.folder, 'sources/two.mp4'), bytes);
    await until(['one.mp4', 'two.mp4']);
    await rm(join(server.folder, 'sources/one.mp4'));
    await until(['two.mp4']);
    subscription.unsubscribe();
    expect(seen).toEqual([['one.mp4'], ['one.mp4', 'two.mp4'], ['two.mp4']]);
  });

  test('works over server-sent events, for several at a time', async () => {
    await using server = await withSource('one.mp4');
    const lists = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<readonly SourceListing[]>((resolve) => {
            const subscription = httpClient(server.url).media.watch.subscribe(undefined, {
              onData: (list) => {
                subscription.unsubscribe();
                resolve(list);
              },
            });
          }),
      ),
    );
    expect(lists.map(namesIn)).toEqual([['one.mp4'], ['one.mp4'], ['one.mp4']]);
  });
});
