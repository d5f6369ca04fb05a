import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';

const content = randomBytes(9 * 2 ** 20 + 123);
let folder = '';
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-originals-'));
  await mkdir(join(folder, 'storage/sources'), { recursive: true });
  server = await startServerProcess(join(folder, 'media'), { STORAGE: `file://${folder}/storage` });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, bytes: Uint8Array = content): Promise<string> {
  await writeFile(join(folder, 'storage/sources', name), bytes);
  return `${server.url}/api/media/file/${encodeURIComponent(name)}`;
}

it('hands out an original of the storage as it is, whole and in ranges, and keeps nothing of it', async () => {
  const url = await put('camera 1.mp4');
  const whole = await fetch(url);
  expect([whole.status, whole.headers.get('content-type'), whole.headers.get('content-length')]).toEqual([
    200,
    'video/mp4',
    String(content.length),
  ]);
  expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), content)).toBe(0);
  for (const [asked, start, end] of [
    ['bytes=0-0', 0, 1],
    ['bytes=5000000-9000000', 5_000_000, 9_000_001],
    ['bytes=-100', content.length - 100, content.length],
    ['bytes=9437000-', 9_437_000, content.length],
  ] as const) {
    const part = await fetch(url, { headers: { Range: asked } });
    const got = Buffer.from(await part.arrayBuffer());
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end - 1}/${content.length}`,
    ]);
    expect(Buffer.compare(got, content.subarray(start, end))).toBe(0);
  }
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content.length)]);
  const beyond = await fetch(url, { headers: { Range: `bytes=${content.length}-` } });
  expect([beyond.status, beyond.headers.get('content-disposition')]).toEqual([416, null]);
  const tag = head.headers.get('etag') ?? '';
  const known = await fetch(url, { headers: { 'If-Match': '"another"' } });
  expect([known.status, tag]).toEqual([412, expect.stringMatching(/^"[0-9a-f]+"$/)]);
  expect(await readdir(join(folder, 'media/cache/0'))).toEqual(['.lock']);
});

it('answers an empty original, and says that one is not there', async () => {
  const empty = await fetch(await put('empty.mp4', new Uint8Array()));
  expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([200, 0]);
  const nothing = await fetch(`${server.url}/api/media/file/nothing.mp4`);
  expect([nothing.status, await nothing.json()]).toEqual([
    404,
    expect.objectContaining({ code: 'NOT_FOUND' }),
  ]);
});

it('lets every process have a cache of its own, and a next one have that of one that was killed', async () => {
  const caches = () => readdir(join(folder, 'media/cache'));
  const second = await startServerProcess(join(folder, 'media'), {
    STORAGE: `file://${folder}/storage`,
  }).catch((error: unknown) => String(error));
  // Two servers on one folder of exports are refused; the first one's cache was not touched.
  expect(second).toMatch(/is in use by another Cutroom server/);
  expect(await caches()).toEqual(['0', '1']);
  await server[Symbol.asyncDispose]();
  await writeFile(join(folder, 'media/cache/0/left.mp4'), 'x');
  server = await startServerProcess(join(folder, 'media'), { STORAGE: `file://${folder}/storage` });
  expect(await readdir(join(folder, 'media/cache/0'))).toEqual(['.lock']);
});

it('lists what lies in the storage beside what lies here, and removes it there', async () => {
  await put('listed.mp4');
  await put('both.mp4');
  await mkdir(join(folder, 'media/sources'), { recursive: true });
  await writeFile(join(folder, 'media/sources/both.mp4'), 'here');
  const listed = async () => {
    const answer = await fetch(`${server.url}/api/media`);
    return ((await answer.json()) as { files: { filePath: string; bytes: number }[] }).files
      .filter(({ filePath }) => /^(?:listed|both)/.test(filePath))
      .map(({ filePath, bytes }) => [filePath, bytes])
      .sort();
  };
  expect(await listed()).toEqual([
    ['both.mp4', 4],
    ['listed.mp4', content.length],
  ]);
  const gone = await fetch(`${server.url}/api/media?filePath=listed.mp4`, { method: 'DELETE' });
  expect(gone.status).toBe(200);
  expect(await readdir(join(folder, 'storage/sources'))).not.toContain('listed.mp4');
  expect(await listed()).toEqual([['both.mp4', 4]]);
  const again = await fetch(`${server.url}/api/media?filePath=listed.mp4`, { method: 'DELETE' });
  expect([again.status, await again.json()]).toEqual([
    400,
    expect.objectContaining({ code: 'SOURCE_NOT_FOUND' }),
  ]);
});
