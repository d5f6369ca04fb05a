/* eslint-disable max-lines -- the rules of one protocol, over one server */
import { once } from 'node:events';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestChildren } from '../children/test-children.ts';
import { createSpaceShares } from '../../src/disk/space-shares.ts';
import { openUploads } from '../../src/uploads/open-uploads.ts';
import { footageWith } from './harness/footage-with.ts';
import { smallFootage } from './harness/big-footage.ts';
import { httpClient } from './harness/clients.ts';
import { rawRequest } from './harness/raw-request.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './harness/start-test-server.ts';
import { filePathOf, refusalOf, tusUpload } from './harness/tus-upload.ts';

let film: Buffer;
beforeAll(async () => {
  film = await smallFootage();
});

const start = ({ environment, ...options }: TestServerOptions = {}) =>
  startTestServer({
    hasRealLibrary: true,
    environment: { DISK_RESERVE_MB: '0', ...environment },
    ...options,
  });

const named = (filename: string) => ({ metadata: { filename } });

/** A request as any client of tus would send it. */
function tus(server: TestServer, path: string, init: RequestInit = {}) {
  const headers = { 'Tus-Resumable': '1.0.0', ...(init.headers as Record<string, string>) };
  return fetch(`${server.url}${path}`, { ...init, headers });
}

function create(server: TestServer, headers: Record<string, string> = {}) {
  const name = Buffer.from('camera.mp4').toString('base64');
  return tus(server, '/api/upload', {
    method: 'POST',
    headers: { 'Upload-Length': String(film.length), 'Upload-Metadata': `filename ${name}`, ...headers },
  });
}

async function createdPath(server: TestServer): Promise<string> {
  return (await create(server)).headers.get('Location') ?? '';
}

function patch(server: TestServer, path: string, { offset, body }: { offset: number; body: Buffer }) {
  return tus(server, path, {
    method: 'PATCH',
    headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
    body: new Uint8Array(body),
  });
}

const filesIn = (server: TestServer, folder: string) => readdir(join(server.folder, folder));

describe('a finished upload', () => {
  test('lies in the library under its name, and the answer says which', async () => {
    await using server = await start();
    const response = await tusUpload(server.url, film, named('Камера 1 🎥.mp4')).done;
    expect([response.getStatus(), filePathOf(response)]).toEqual([204, 'Камера 1 🎥.mp4']);
    expect(await readFile(join(server.folder, 'sources', 'Камера 1 🎥.mp4'))).toEqual(film);
    const { media } = httpClient(server.url);
    expect(await media.list.query()).toMatchObject([{ filePath: 'Камера 1 🎥.mp4', bytes: film.length }]);
    expect(await media.probe.query({ filePath: 'Камера 1 🎥.mp4' })).toMatchObject({ width: 320 });
  });

  test('never takes the place of another: several at once, all of one name', async () => {
    await using server = await start();
    await mkdir(join(server.folder, 'sources'), { recursive: true });
    await writeFile(join(server.folder, 'sources', 'camera.mp4'), 'put here by hand');
    // Each the same film, with a box behind it that players skip: other bytes.
    const films = ['1', '2', '3', '4'].map((text) =>
      Buffer.concat([film, Buffer.from(`\0\0\0\x09free${text}`)]),
    );
    const courses = films.map((bytes) =>
      tusUpload(server.url, bytes, { ...named('camera.mp4'), chunkSize: 4096 }),
    );
    const names = (await Promise.all(courses.map(({ done }) => done))).map(filePathOf);
    const expected = ['camera (2).mp4', 'camera (3).mp4', 'camera (4).mp4', 'camera (5).mp4'];
    expect(names.sort()).toEqual(expected);
    expect((await filesIn(server, 'sources')).sort()).toEqual([...expected, 'camera.mp4']);
    expect(await readFile(join(server.folder, 'sources', 'camera.mp4'), 'utf8')).toBe('put here by hand');
    const there = await Promise.all(expected.map((name) => readFile(join(server.folder, 'sources', name))));
    expect(new Set(there.map((bytes) => bytes.toString('latin1'))).size).toBe(4);
  });

  test('takes the place of another where it is told to', async () => {
    await using server = await start();
    await tusUpload(server.url, film, named('camera.mp4')).done;
    const longer = Buffer.concat([film, Buffer.from('\0\0\0\x09free1')]);
    const replacing = { metadata: { filename: 'camera.mp4', ifTaken: 'replace' } };
    expect(filePathOf(await tusUpload(server.url, longer, replacing).done)).toBe('camera.mp4');
    expect(await filesIn(server, 'sources')).toEqual(['camera.mp4']);
    expect(await readFile(join(server.folder, 'sources', 'camera.mp4'))).toEqual(longer);
  });

  test('that is there already, byte for byte, keeps its name', async () => {
    await using server = await start();
    const names = [];
    for (let time = 0; time < 2; time += 1)
      names.push(filePathOf(await tusUpload(server.url, film, named('camera.mp4')).done));
    expect(names).toEqual(['camera.mp4', 'camera.mp4']);
    expect(await filesIn(server, 'sources')).toEqual(['camera.mp4']);
  });

  test('may come with its creation', async () => {
    await using server = await start();
    const response = await tusUpload(server.url, film, {
      ...named('one-go.mp4'),
      uploadDataDuringCreation: true,
    }).done;
    expect([response.getStatus(), filePathOf(response)]).toEqual([201, 'one-go.mp4']);
  });

  test('tells again under which name it lies when the answer got lost', async () => {
    await using server = await start();
    const path = await createdPath(server);
    await patch(server, path, { offset: 0, body: film });
    const asked = await tus(server, path, { method: 'HEAD' });
    expect(asked.headers.get('X-Cutroom-File-Path')).toBe('camera.mp4');
    expect(asked.headers.get('Upload-Offset')).toBe(String(film.length));
    const again = await patch(server, path, { offset: film.length, body: Buffer.alloc(0) });
    expect([again.status, again.headers.get('X-Cutroom-File-Path')]).toEqual([204, 'camera.mp4']);
    expect(await filesIn(server, 'sources')).toEqual(['camera.mp4']);
    await tus(server, path, { method: 'DELETE' });
    expect(await filesIn(server, 'sources')).toEqual(['camera.mp4']);
  });
});

test('a finished upload whose file was deleted since is not taken for done', async () => {
  await using server = await start();
  const path = await createdPath(server);
  await patch(server, path, { offset: 0, body: film });
  await httpClient(server.url).media.remove.mutate({ filePath: 'camera.mp4' });
  expect((await tus(server, path, { method: 'HEAD' })).status).toBe(404);
});

describe('names', () => {
  test.each([
    ['../../../escape.mp4', 'escape.mp4'],
    ['/etc/cron.d/escape.mp4', 'escape.mp4'],
    ['..\\..\\escape.mp4', 'escape.mp4'],
    ['.bashrc', 'bashrc'],
    ['..', 'camera'],
    ['u\u0308ber.mp4', 'über.mp4'],
    ['a\0b\r\nc.mp4', 'a b c.mp4'],
    [`${'ü'.repeat(300)}.mp4`, `${'ü'.repeat(113)}.mp4`],
    ['%2e%2e%2fescape.mp4', '%2e%2e%2fescape.mp4'],
  ])('%j becomes %j', async (filename, expected) => {
    await using server = await start();
    expect(filePathOf(await tusUpload(server.url, film, named(filename)).done)).toBe(expected);
    expect(await filesIn(server, 'sources')).toEqual([expected]);
  });

  test('there must be one', async () => {
    await using server = await start();
    const response = await create(server, { 'Upload-Metadata': 'filetype dmlkZW8vbXA0' });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
  });
});

describe('refused', () => {
  test.each([
    ['text', Buffer.from('This is not a film.'.repeat(1000)), 'SOURCE_NOT_MEDIA'],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:10,\n/etc/passwd\n'), /^SOURCE_/],
    ['a list of files', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), /^SOURCE_/],
    ['nothing but the index', 'head', /^SOURCE_/],
  ] as const)('%s is not footage, and is gone', async (_name, content, code) => {
    await using server = await start();
    const bytes = content === 'head' ? film.subarray(0, 40) : content;
    const [status, body] = await refusalOf(tusUpload(server.url, bytes, named('camera.mp4')).done);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: expect.stringMatching(code),
      error: expect.stringContaining('camera.mp4'),
    });
    expect(await filesIn(server, 'uploads')).toEqual([]);
    expect(await filesIn(server, 'sources')).toEqual([]);
  });

  test('an empty file, with words', async () => {
    await using server = await start();
    const response = await create(server, { 'Upload-Length': '0' });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'SOURCE_NOT_MEDIA' }]);
  });

  test('no space: 507 at creation; what is only announced takes none from others', async () => {
    await using server = await start({ environment: { DISK_RESERVE_MB: '900000000' } });
    const response = await create(server);
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({
      code: 'NO_ROOM',
      error: expect.stringMatching(/There is no space for camera\.mp4: it needs 1 MB, and 0 MB are free/),
      hint: expect.stringContaining('DISK_RESERVE_MB'),
    });
    expect(await filesIn(server, 'uploads')).toEqual([]);

    // Space is taken as bytes come: one that was only announced takes none from others.
    await using roomy = await start();
    const free = await freeOf(roomy);
    const most = String(Math.floor(free * 0.6));
    expect((await create(roomy, { 'Upload-Length': most })).status).toBe(201);
    expect((await create(roomy, { 'Upload-Length': most })).status).toBe(201);
    expect((await create(roomy, { 'Upload-Length': String(Math.ceil(free * 1.2)) })).status).toBe(507);
  });

  test('too large: 413, and OPTIONS says the limit', async () => {
    await using server = await start({ environment: { UPLOAD_LIMIT_MB: '1' } });
    const response = await create(server, { 'Upload-Length': String(2 ** 20 + 1) });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'TOO_LARGE' }]);
    const options = await tus(server, '/api/upload', { method: 'OPTIONS' });
    expect(options.headers.get('Tus-Max-Size')).toBe(String(2 ** 20));
    expect(options.headers.get('Tus-Extension')).toBe('creation,creation-with-upload,termination');
  });

  test('a length that is not declared', async () => {
    await using server = await start();
    const name = Buffer.from('camera.mp4').toString('base64');
    const headers = { 'Upload-Defer-Length': '1', 'Upload-Metadata': `filename ${name}` };
    const response = await tus(server, '/api/upload', { method: 'POST', headers });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({ error: expect.stringContaining('Upload-Length') });
  });

  test('the wrong offset: 409, and nothing is written', async () => {
    await using server = await start();
    const path = await createdPath(server);
    await patch(server, path, { offset: 0, body: film.subarray(0, 1000) });
    for (const offset of [0, 999, 1001]) {
      const response = await patch(server, path, { offset, body: film.subarray(1000) });
      expect([response.status, await response.json()]).toMatchObject([409, { code: 'WRONG_OFFSET' }]);
    }
    const asked = await tus(server, path, { method: 'HEAD' });
    expect(asked.headers.get('Upload-Offset')).toBe('1000');
    expect((await patch(server, path, { offset: 1000, body: film.subarray(1000) })).status).toBe(204);
    expect(await readFile(join(server.folder, 'sources/camera.mp4'))).toEqual(film);
  });

  test('more than was declared', async () => {
    await using server = await start();
    const path = await createdPath(server);
    const response = await patch(server, path, { offset: 0, body: Buffer.concat([film, film]) });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'TOO_LARGE' }]);
  });

  test.each([
    ['GET', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', { 'Tus-Resumable': '0.2.2' }, 400, 'INVALID_REQUEST'],
    ['PATCH', { 'Content-Type': 'text/plain', 'Upload-Offset': '0' }, 400, 'INVALID_REQUEST'],
    ['PUT', {}, 404, 'NOT_FOUND'],
  ])('%s with %j is JSON like every refusal', async (method, headers, status, code) => {
    await using server = await start();
    const path = await createdPath(server);
    const response = await tus(server, path, { method, headers });
    expect(response.headers.get('Content-Type')).toContain('application/json');
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { code, error: expect.any(String) },
    ]);
  });

  test.each(['nothing', '..%2f..%2fsources%2fcamera.mp4', '0'.repeat(32), '%00', 'package.json', '%'])(
    'the id %j names nothing',
    async (id) => {
      await using server = await start();
      for (const method of ['HEAD', 'PATCH', 'DELETE']) {
        const { status } = await rawRequest(
          server.port,
          `${method} /api/upload/${id} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n` +
            'Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 0\r\n',
        );
        expect([400, 404, 410]).toContain(status);
      }
    },
  );
});

test('what is deleted in mid-upload is gone', async () => {
  await using server = await start();
  const path = await createdPath(server);
  await patch(server, path, { offset: 0, body: film.subarray(0, 1000) });
  expect((await tus(server, path, { method: 'DELETE' })).status).toBe(204);
  expect(await filesIn(server, 'uploads')).toEqual([]);
  expect((await tus(server, path, { method: 'HEAD' })).status).toBe(404);
});

test('clients that hang up in the middle of anything do no harm', async () => {
  await using server = await start();
  const known = await createdPath(server);
  const heads = [known, `/api/upload/${'0'.repeat(32)}`, '/api/upload'].flatMap((path) =>
    ['PATCH', 'POST', 'HEAD', 'DELETE', 'GET'].map((method) => [method, path] as const),
  );
  for (const [method, path] of heads) await hangUp(server.port, method, path);
  expect((await create(server)).status).toBe(201);
  expect(server.logLines.filter(({ level }) => level === 'error')).toEqual([]);
});

describe('the door', () => {
  test('a foreign page cannot upload', async () => {
    await using server = await start();
    const response = await create(server, { Origin: 'https://evil.example' });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'FORBIDDEN_ORIGIN' }]);
  });

  test('an editor of ALLOWED_ORIGINS can, and may read what it needs', async () => {
    await using server = await start({ environment: { ALLOWED_ORIGINS: 'https://editor.example' } });
    const Origin = 'https://editor.example';
    const preflight = await fetch(`${server.url}/api/upload`, {
      method: 'OPTIONS',
      headers: {
        Origin,
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'tus-resumable,upload-offset,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(Origin);
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('PATCH');
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('upload-offset');
    const response = await create(server, { Origin });
    expect(response.status).toBe(201);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(Origin);
    const exposed = response.headers.get('Access-Control-Expose-Headers') ?? '';
    for (const name of ['Location', 'Upload-Offset', 'Upload-Length', 'Tus-Resumable', 'X-Cutroom-File-Path'])
      expect(exposed).toContain(name);
  });

  test('an access token is asked for', async () => {
    const secret = 'a-secret-of-the-house';
    await using server = await start({ environment: { ACCESS_TOKEN: secret } });
    expect((await create(server)).status).toBe(401);
    const headers = { Authorization: `Bearer ${secret}` };
    const response = await tusUpload(server.url, film, { ...named('camera.mp4'), headers }).done;
    expect(filePathOf(response)).toBe('camera.mp4');
  });
});

describe('a later server', () => {
  const optionsOf = (folder: string) => ({
    folder: join(folder, 'uploads'),
    library: join(folder, 'sources'),
    footage: footageWith(openTestChildren({ folder })),
    reserveBytes: 0,
    shares: createSpaceShares(),
    maxBytes: 2 ** 40,
    expiryMs: 3_600_000,
    onUnexpected: (error: unknown) => expect.fail(String(error)),
  });

  test('publishes what was complete, deletes what nobody went on with, and keeps the rest', async () => {
    await using server = await start();
    const [complete, stale, fresh] = [
      await createdPath(server),
      await createdPath(server),
      await createdPath(server),
    ].map((path) => path.split('/').at(-1) ?? '');
    const uploads = join(server.folder, 'uploads');
    await server.close('shutdown');
    await writeFile(join(uploads, String(complete)), film);
    const longAgo = new Date(Date.now() - 7_200_000);
    for (const name of [`${stale}`, `${stale}.json`]) await utimes(join(uploads, name), longAgo, longAgo);
    await writeFile(join(uploads, 'notes.txt'), 'not an upload');
    await utimes(join(uploads, 'notes.txt'), longAgo, longAgo);
    await writeFile(join(server.folder, 'sources', `.upload-${'0'.repeat(32)}.partial`), 'half a copy');

    const expired: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const next = openUploads({
        ...optionsOf(server.folder),
        onExpired: (ids) => expired.push(...ids),
        onPublished: () => resolve(),
      });
      next.catch(reject);
    });
    expect(expired).toEqual([stale]);
    expect(await filesIn(server, 'sources')).toEqual(['camera.mp4']);
    const left = await filesIn(server, 'uploads');
    expect(left).toEqual(expect.arrayContaining([`${fresh}`, `${fresh}.json`, 'notes.txt']));
    expect(left).not.toContain(stale);
  });

  test('leaves alone over what an earlier one died, until a client asks for it', async () => {
    await using server = await start();
    const ids = [await createdPath(server), await createdPath(server)].map((path) => path.split('/').at(-1));
    const [deadly = '', harmless = ''] = ids;
    const uploads = join(server.folder, 'uploads');
    await server.close('shutdown');
    for (const id of [deadly, harmless]) await writeFile(join(uploads, id), film);
    const asked = new Set<string>();
    const checked: string[] = [];
    let publish = (): void => undefined;
    const published = new Promise<void>((resolve) => (publish = resolve));
    const next = await openUploads({
      ...optionsOf(server.folder),
      footage: {
        check: async ({ path }) => void checked.push(path),
        isSuspect: async (path) => asked.add(path) && path.endsWith(deadly),
      },
      onExpired: () => undefined,
      onPublished: publish,
    });
    await published;
    while (asked.size < 2) await new Promise(setImmediate);
    await next.close();
    expect(checked).toEqual([join(uploads, harmless)]);
  });
});

async function freeOf(server: TestServer): Promise<number> {
  const { freeBytes } = await import('../../src/disk/disk-space.ts');
  return freeBytes(server.folder);
}

/** Promises ten megabytes, sends one, and is gone. */
async function hangUp(port: number, method: string, path: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
      'Upload-Length: 10000000\r\nUpload-Metadata: filename Y2FtZXJhLm1wNA==\r\n' +
      'Content-Type: application/offset+octet-stream\r\nContent-Length: 10000000\r\n\r\n',
  );
  await new Promise((resolve) => socket.write(Buffer.alloc(1_000_000), resolve));
  const closed = once(socket, 'close');
  socket.resetAndDestroy();
  await closed;
}
