import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../src/contract/problems.ts';
import { openStoredOutputs } from '../../src/server/objects/stored-outputs.ts';
import type { ObjectReader } from '../../src/storage/object-store.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { createWebReader } from '../../src/storage/web/web-reader.ts';
import { sourceFailure } from '../../src/media/reading/identity/source-failure.ts';
import { storageFaults, StorageError, type StorageFault } from '../../src/storage/storage-error.ts';
import {
  content,
  partOf,
  refusal,
  startScriptedServer,
  tag,
  type Answer,
  type ScriptedServer,
} from './support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const quick = { retries: { tries: 4, firstMs: 1 }, stallMs: 300 };

const kinds: readonly (readonly [string, () => Promise<{ reader: ObjectReader; key: string }>])[] = [
  [
    'a bucket',
    async () => {
      const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
      const options = { endpoint: server.endpoint, region: 'default', credentials, ...quick };
      return {
        reader: await openStorage({ kind: 's3', bucket: 'bucket', prefix: '' }, options),
        key: 'a.mp4',
      };
    },
  ],
  [
    'links',
    async () => ({ reader: createWebReader(quick), key: `${server.endpoint}/bucket/a.mp4?secret=1` }),
  ],
];

/** Each way to fail that another try does not mend, or that never ends, with how often it was tried. */
const failing: readonly (readonly [string, Answer, StorageFault, number])[] = [
  ['404', refusal(404, 'NoSuchKey'), 'ESTGONE', 1],
  ['403', refusal(403, 'AccessDenied'), 'ESTDENIED', 1],
  ['an expired token', refusal(403, 'ExpiredToken'), 'ESTEXPIRED', 1],
  ['another state', refusal(412, 'PreconditionFailed'), 'ESTCHANGED', 1],
  ['a full disk', refusal(507, 'InsufficientStorage'), 'ESTFULL', 1],
  ['a wrong clock', refusal(403, 'RequestTimeTooSkewed'), 'ESTSKEW', 4],
  ['SlowDown', refusal(503, 'SlowDown'), 'ESTSLOW', 4],
  ['a reset before an answer', (req) => req.socket.destroy(), 'ESTAWAY', 4],
  [
    'a body cut off',
    partOf((res, body) => res.write(body.subarray(0, 5), () => res.destroy())),
    'ESTAWAY',
    4,
  ],
  ['a body that stalls', partOf((res, body) => res.write(body.subarray(0, 5))), 'ESTSTALLED', 4],
  [
    'fewer bytes than were asked for',
    (_req, res) => {
      res.writeHead(206, { ETag: tag, 'Content-Length': 3 });
      res.end('012');
    },
    'ESTSHORT',
    4,
  ],
];

describe.each(kinds)('%s', (_kind, open) => {
  const range = { start: 10, end: 60, version: tag };

  it.each(failing)(
    'says what %s is, after so many tries as make sense',
    async (_name, answer, code, tries) => {
      const { reader, key } = await open();
      server.play(answer);
      const error: unknown = await reader.read(key, range).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect((error as Error).message).not.toContain('secret');
      expect(server.asked).toHaveLength(tries);
    },
  );

  it('reads on after what passes', async () => {
    const { reader, key } = await open();
    server.play(refusal(503, 'SlowDown'), (req) => req.socket.destroy(), partOf());
    expect(Buffer.from(await reader.read(key, range))).toEqual(content.subarray(10, 60));
    expect(server.asked).toHaveLength(3);
  });

  it('ends at once when nobody wants it any more', async () => {
    const { reader, key } = await open();
    const ending = new AbortController();
    server.play(() => ending.abort(new Error('cancelled')));
    await expect(reader.read(key, range, ending.signal)).rejects.toThrow('cancelled');
  });
});

it('follows no redirect, and reads nothing without ranges', async () => {
  const reader = createWebReader(quick);
  const link = `${server.endpoint}/a.mp4`;
  server.play((_req, res) => res.writeHead(302, { Location: `${server.endpoint}/b.mp4` }).end());
  await expect(reader.look(link)).rejects.toMatchObject({ code: 'ESTREFUSED' });
  expect(server.asked).toEqual(['GET /a.mp4']);
  server.play((_req, res) => res.writeHead(200, { ETag: tag }).end(content));
  await expect(reader.look(link)).rejects.toMatchObject({ code: 'ESTREFUSED' });
});

const refusals: readonly (readonly [string, Answer, ProblemCode])[] = [
  ['a full bucket', refusal(403, 'QuotaExceeded'), 'STORAGE_FULL'],
  ['a full disk', refusal(507, 'InsufficientStorage'), 'STORAGE_FULL'],
  ['no right to write', refusal(403, 'AccessDenied'), 'STORAGE_DENIED'],
  ['an expired token', refusal(403, 'ExpiredToken'), 'STORAGE_DENIED'],
  ['no bucket', refusal(404, 'NoSuchBucket'), 'STORAGE_UNREACHABLE'],
  ['SlowDown', refusal(503, 'SlowDown'), 'STORAGE_BUSY'],
  ['a reset', (req) => req.socket.destroy(), 'STORAGE_UNREACHABLE'],
];

it.each(refusals)('says of a finished file what %s is', async (_name, answer, code) => {
  const options = { endpoint: server.endpoint, region: 'default', ...quick };
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const place = { kind: 's3', bucket: 'bucket', prefix: '' } as const;
  const outputs = openStoredOutputs(await openStorage(place, { ...options, credentials }));
  const none = '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>';
  server.play((_req, res) => res.writeHead(200, { 'Content-Type': 'application/xml' }).end(none), answer);
  const output = {
    jobId: 'job',
    file: 'output.mp4',
    attemptToken: 'one',
    path: fileURLToPath(import.meta.url),
  };
  const error: unknown = await outputs
    .put(output, new AbortController().signal)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ problem: { code } });
  expect((error as Error).message).toMatch(/^The finished file cannot be put into the storage: .+\.$/);
  expect(server.asked[1]).toBe('PUT /bucket/outputs/job/output.mp4/one.mp4');
});

it('has words for every fault', () => {
  for (const code of Object.keys(storageFaults) as StorageFault[]) {
    const problem = sourceFailure(new StorageError(code, 's3://bucket/a.mp4'), 'Camera 1')?.problem;
    expect(problem?.message).toMatch(/^Camera 1 .+\.$/);
    expect(problem?.hint).toMatch(/\.$/);
  }
});
