import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SyncRequest } from '../../src/api/runtime.ts';
import type { SourceAssets } from '../../src/contract/footage/source-assets.ts';
import type { WatchOptions } from '../../src/jobs/ports.ts';
import { collect, deferred, httpClient, socketClient } from './harness/clients.ts';
import { rawRequest } from './harness/raw-request.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

const key = `${'0'.repeat(32)}-v1`;

function viewOf(filePath: string, progress: number): SourceAssets {
  return {
    filePath,
    state: progress < 1 ? 'working' : 'ready',
    progress,
    message: '',
    durationSeconds: 3,
    originalUrl: `/api/media/file/${filePath}`,
    proxy: null,
    thumbnails: null,
    peaks: null,
    levels: null,
  };
}

describe('media.assets', () => {
  /** Gives a snapshot, and the next one when the test says so. */
  function scriptAssets(server: TestServer) {
    const next = deferred();
    const asked: { filePaths: readonly string[]; options: WatchOptions }[] = [];
    const ended = deferred();
    Object.assign(server.parts.media, {
      assets: {
        watch: async function* (filePaths: readonly string[], options: WatchOptions) {
          asked.push({ filePaths, options });
          try {
            if (options.sinceSeq !== 7) yield { seq: 7, assets: filePaths.map((name) => viewOf(name, 0)) };
            await next.promise;
            yield { seq: 9, assets: filePaths.map((name) => viewOf(name, 1)) };
            await new Promise((resolve) => options.signal.addEventListener('abort', resolve));
          } finally {
            ended.resolve();
          }
        },
        locate: () => undefined,
      },
    });
    return { next, asked, ended };
  }

  test.each(['socket', 'http'] as const)(
    'snapshots come numbered over %s, until nobody listens',
    async (way) => {
      await using server = await startTestServer();
      const script = scriptAssets(server);
      using socket = socketClient(server.url);
      const client = way === 'socket' ? socket.client : httpClient(server.url);
      const input = { filePaths: ['a.mp4', 'b.mp4'] };
      const stream = collect<readonly SourceAssets[]>((handlers) =>
        client.media.assets.subscribe(input, handlers),
      );
      expect(await stream.until(() => true)).toMatchObject([{ filePath: 'a.mp4' }, { filePath: 'b.mp4' }]);
      script.next.resolve();
      await stream.until(([view]) => view?.state === 'ready');
      expect(stream.events.map(({ id }) => id)).toEqual(['7', '9']);
      stream.stop();
      await script.ended.promise;
      expect(script.asked[0]?.options.signal.aborted).toBe(true);
    },
  );

  test('who comes back is not told twice', async () => {
    await using server = await startTestServer();
    const script = scriptAssets(server);
    using socket = socketClient(server.url);
    const input = { filePaths: ['a.mp4'], lastEventId: '7' };
    const stream = collect<readonly SourceAssets[]>((handlers) =>
      socket.client.media.assets.subscribe(input, handlers),
    );
    script.next.resolve();
    await stream.until(() => true);
    expect(stream.events.map(({ id }) => id)).toEqual(['9']);
    expect(script.asked[0]?.options.sinceSeq).toBe(7);
    stream.stop();
  });

  test('more than 64 files, or names of nothing, are refused', async () => {
    await using server = await startTestServer();
    using socket = socketClient(server.url);
    for (const filePaths of [Array.from({ length: 65 }, (_, n) => `${n}.mp4`), ['']]) {
      const stream = collect<readonly SourceAssets[]>((handlers) =>
        socket.client.media.assets.subscribe({ filePaths }, handlers),
      );
      await expect(stream.done).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
    }
  });
});

describe('media.sync', () => {
  test('answers with a result for each camera', async () => {
    await using server = await startTestServer();
    const requests: SyncRequest[] = [];
    const result = {
      filePath: 'b.mp4',
      verdict: 'matched',
      offsetSeconds: -7.3,
      driftPpm: 12,
      confidence: 1,
      message: '',
    };
    Object.assign(server.parts.media, {
      sync: async (request: SyncRequest) => (requests.push(request), [result]),
    });
    const input = { reference: 'a.mp4', others: ['b.mp4'] };
    expect(await httpClient(server.url).media.sync.mutate(input)).toEqual([result]);
    expect(requests).toEqual([input]);
  });

  test('takes one to sixteen cameras', async () => {
    await using server = await startTestServer();
    const { media } = httpClient(server.url);
    for (const others of [[], Array.from({ length: 17 }, (_, n) => `${n}.mp4`)]) {
      await expect(media.sync.mutate({ reference: 'a.mp4', others })).rejects.toMatchObject({
        data: { code: 'BAD_REQUEST' },
      });
    }
  });

  test('ends with the request that asked for it', async () => {
    await using server = await startTestServer();
    const [begun, ended] = [deferred(), deferred()];
    Object.assign(server.parts.media, {
      sync: async (_: SyncRequest, signal: AbortSignal) => {
        begun.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended.resolve();
        return [];
      },
    });
    const leaving = new AbortController();
    const input = { reference: 'a.mp4', others: ['b.mp4'] };
    const request = httpClient(server.url).media.sync.mutate(input, { signal: leaving.signal });
    await begun.promise;
    leaving.abort();
    await expect(request).rejects.toThrow();
    await ended.promise;
  });
});

describe('the files', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

  async function withProxy(): Promise<TestServer & { file: string }> {
    const server = await startTestServer();
    const folder = join(server.folder, 'proxies', key);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'proxy.mp4'), bytes);
    Object.assign(server.parts.media, {
      assets: {
        ...server.parts.media.assets,
        locate: (wanted: string, name: string) =>
          wanted === key && name !== 'constructor'
            ? { path: join(folder, name), type: 'video/mp4' }
            : undefined,
      },
    });
    return { ...server, file: `${server.url}/api/media/assets/${key}/proxy.mp4` };
  }

  test('come whole and in ranges, to be kept for good', async () => {
    await using server = await withProxy();
    const whole = await fetch(server.file);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f-]+"$/),
    });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const part = await fetch(server.file, { headers: { Range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    const head = await fetch(server.file, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', '']);
    const beyond = await fetch(server.file, { headers: { Range: 'bytes=1000-' } });
    expect([beyond.status, beyond.headers.get('cache-control')]).toEqual([416, null]);
    const same = `GET /api/media/assets/${key}/proxy.mp4 HTTP/1.1\r\nHost: localhost\r\n`;
    const tag = `If-None-Match: ${whole.headers.get('etag') ?? ''}\r\n`;
    expect((await rawRequest(server.port, same + tag)).status).toBe(304);
  });

  test.each([
    `${key}/peaks.bin`,
    `${key}/constructor`,
    `${key}/`,
    key,
    `${key}/proxy.mp4/more`,
    `..%2f..%2fsources/proxy.mp4`,
    `${'1'.repeat(32)}-v1/proxy.mp4`,
  ])('%s is not there', async (path) => {
    await using server = await withProxy();
    const response = await fetch(`${server.url}/api/media/assets/${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
