import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filePathOf, refusalOf, tusUpload } from '../api/harness/tus-upload.ts';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import type { Footage, FootageSpec } from '../media/footage/spec.ts';
import { toConfig } from '../media/oracle/cut-lists.ts';
import { complaintsOf } from '../media/oracle/describe-verdict.ts';
import type { JudgedClip, JudgedEdit } from '../media/oracle/edit.ts';
import { judge } from '../media/oracle/judge.ts';
import { createBucket, type TestBucket } from './support/bucket.ts';
import { startCeph, type CephServer } from './support/ceph.ts';

let folder = '';
let ceph: CephServer;
let bucket: TestBucket;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-bucket-'));
  ceph = await startCeph();
  bucket = await createBucket(ceph);
  server = await startServerProcess(join(folder, 'media'), {
    ...bucket.environment,
    STORAGE: `s3://${bucket.name}/cutroom`,
    SOURCE_HOSTS: `${ceph.endpoint},s3://${bucket.name}`,
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await ceph[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const base: FootageSpec = { camera: 0, frames: 900, rate: { num: 30, den: 1 }, gop: 60, preset: 'veryfast' };

const cuts = (seconds: number): readonly JudgedClip[] => [
  { source: 0, inSeconds: 2.4, outSeconds: 7.2, withSound: true },
  { source: 1, inSeconds: 6.5, outSeconds: 6.5 + seconds, withSound: true },
  { source: 0, inSeconds: 13.01, outSeconds: 14.9, withSound: true },
];

const editOf = (sources: readonly Footage[], seconds = 4): JudgedEdit => ({
  ...{ rate: { num: 30, den: 1 }, width: 320, height: 180, includeAudio: true },
  ...{ sources, clips: cuts(seconds) },
});

/** What lies in the bucket, without what its keys begin with. */
const stored = async (Prefix = 'cutroom/outputs/') => {
  const { Contents = [] } = await bucket.client.send(
    new ListObjectsV2Command({ Bucket: bucket.name, Prefix }),
  );
  return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
};

const keysOf = async (id: string) => (await stored()).filter((key) => key.startsWith(`${id}/`));

const folderOf = (id: string) => join(folder, 'media/exports', id);

const download = (id: string, options: RequestInit = {}, query = '') =>
  fetch(`${server.url}/api/export/${id}/download${query}`, options);

let exports = 0;

interface Wanted {
  readonly edit: JudgedEdit;
  readonly codec?: 'copy' | 'h264';
  /** Names of the sources in the config, in their order. */
  readonly names?: readonly string[];
}

/** Exports through the server and downloads the file. */
async function exportFromBucket({ edit, codec = 'copy', names }: Wanted) {
  const id = `export-${(exports += 1)}`;
  const config = toConfig(edit, { id, codec, format: 'mp4', fps: undefined }) as {
    sources: { filePath: string }[];
  };
  const sources = config.sources.map((source, i) => ({ ...source, filePath: names?.[i] ?? source.filePath }));
  const { status, body } = await server.post({ ...config, sources });
  expect([status, body]).toEqual([expect.any(Number), expect.objectContaining({ jobId: id })]);
  const ended = await server.until(id, (now) => ['completed', 'failed'].includes(now.status));
  expect([ended.status, ended.message]).toEqual(['completed', ended.message]);
  const answer = await fetch(`${server.url}/api/export/${id}/download`);
  expect(answer.status).toBe(200);
  const path = join(folder, `${id}.mp4`);
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  return { id, path, answer, status: ended };
}

async function footageInBucket(more: Partial<FootageSpec> = {}): Promise<readonly Footage[]> {
  const sources = [
    await makeFootage({ ...base, ...more }),
    await makeFootage({ ...base, ...more, camera: 1 }),
  ];
  for (const { path } of sources) await bucket.put(`cutroom/sources/${basename(path)}`, path);
  return sources;
}

it.each([
  ['MP4, copied', {}, 'copy'],
  ['MP4, encoded', {}, 'h264'],
  ['MP4 with open GOPs', { bFrames: 3, openGop: true }, 'copy'],
  ['QuickTime', { container: 'mov' }, 'copy'],
  ['Matroska', { container: 'mkv' }, 'copy'],
  ['a transport stream', { container: 'ts' }, 'copy'],
] as const)('exports %s from a bucket, exactly', async (_name, more, codec) => {
  const edit = editOf(await footageInBucket(more));
  const { path } = await exportFromBucket({ edit, codec });
  expect(complaintsOf(await judge(path, edit))).toEqual([]);
  // None of it was brought into the folder of the library.
  expect(await readdir(join(folder, 'media/sources'))).toEqual([]);
});

it('reads links and other buckets that are allowed, and no others', async () => {
  const sources = await footageInBucket();
  const edit = editOf(sources, 5);
  const [first, second] = sources.map(({ path }) => `cutroom/sources/${basename(path)}`);
  const names = [await bucket.link(first ?? ''), `s3://${bucket.name}/${second}`];
  const { path } = await exportFromBucket({ edit, names });
  expect(complaintsOf(await judge(path, edit))).toEqual([]);
  for (const filePath of ['https://elsewhere.example/a.mp4', 's3://elsewhere/a.mp4', 'file:///etc/passwd']) {
    const config = toConfig(edit, {
      id: `no-${(exports += 1)}`,
      codec: 'copy',
      format: 'mp4',
      fps: undefined,
    });
    const refused = await server.post({
      ...(config as object),
      sources: [
        { id: 'a', name: 'a', filePath },
        { id: 'b', name: 'b', filePath },
      ],
    });
    expect([refused.status, refused.body['code']]).toEqual([400, 'PATH_FORBIDDEN']);
  }
});

it('puts what is finished into the bucket, and sends whoever downloads it there', async () => {
  const edit = editOf(await footageInBucket());
  const { id, path, answer } = await exportFromBucket({ edit });
  expect(complaintsOf(await judge(path, edit))).toEqual([]);
  expect(answer.redirected && answer.url.startsWith(ceph.endpoint)).toBe(true);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]+\.mp4"$/);
  expect(answer.headers.get('content-type')).toBe('video/mp4');
  expect(await readdir(folderOf(id))).not.toContain('output.mp4');
  expect(await keysOf(id)).toEqual([expect.stringMatching(/^[^/]+\/output\.mp4\/[0-9a-f-]+\.mp4$/)]);
  const whole = await readFile(path);
  const part = await download(id, { headers: { Range: 'bytes=100-199' } });
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, whole.subarray(100, 200)]);
  // A link is signed for GET alone, and a page may play nothing from elsewhere.
  const head = await download(id, { method: 'HEAD', redirect: 'manual' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)]);
  const player = { 'Sec-Fetch-Dest': 'video', Range: 'bytes=-7' };
  const played = await rawPart(id, player);
  expect([played.status, played.bytes]).toEqual([206, whole.subarray(-7)]);
  await fetch(`${server.url}/api/export/${id}`, { method: 'DELETE' });
  expect(await keysOf(id)).toEqual([]);
});

it('stores every output of an export, makes one anew, and removes one', async () => {
  const [camera] = await footageInBucket();
  const id = 'several';
  const accepted = await server.post({
    ...{ version: 2, id, projectName: 'Several files' },
    sources: [{ id: 'camera', filePath: basename(camera?.path ?? '') }],
    shots: [{ source: 'camera', from: 1, to: 4 }],
    outputs: [{ id: 'master', format: 'mp4', codec: 'copy', width: 320, height: 180, fps: 30 }],
  });
  expect(accepted.body).toMatchObject({ jobId: id });
  await server.until(id, (now) => now.status === 'completed');
  const act = (method: string, path: string, body?: object) =>
    change(id, method, { path: `/outputs${path}`, body });
  await act('POST', '', { id: 'sound', format: 'mp3' });
  const sound = await download(id, {}, '?output=sound');
  expect(sound.headers.get('content-disposition')).toMatch(/ \(sound\)\.mp3"$/);
  expect((await sound.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  const before = await keysOf(id);
  expect(before.map((key) => key.split('/')[1])).toEqual(['output-sound.mp3', 'output.mp4']);
  await act('POST', '/master/retry');
  const after = await keysOf(id);
  expect(after.map((key) => key.split('/')[1])).toEqual(['output-sound.mp3', 'output.mp4']);
  expect([after[0], after[1] === before[1]]).toEqual([before[0], false]);
  await act('DELETE', '/sound');
  expect(await keysOf(id)).toEqual([after[1]]);
  expect((await download(id)).status).toBe(200);
});

it('fails with its own words where the bucket takes nothing, leaves nothing there, and goes on when it does', async () => {
  const edit = editOf(await footageInBucket());
  const config = toConfig(edit, { id: 'refused', codec: 'copy', format: 'mp4', fps: undefined });
  await denyWriting(true);
  await server.post(config);
  const failed = await server.until('refused', (now) => ['completed', 'failed'].includes(now.status));
  expect(failed).toMatchObject({
    ...{ status: 'failed', errorCode: 'STORAGE_DENIED' },
    message: 'The finished file cannot be put into the storage: it refuses access.',
  });
  expect(await keysOf('refused')).toEqual([]);
  expect((await readdir(folderOf('refused'))).filter((name) => /^output|partial/.test(name))).toEqual([]);
  await denyWriting(false);
  await change('refused', 'POST', { path: '/retry' });
  expect((await download('refused')).status).toBe(200);
});

it('puts an upload into the bucket once it was looked at, and exports of it', async () => {
  const camera = await makeFootage({ ...base, camera: 2 });
  const bytes = await readFile(camera.path);
  const send = (file: Buffer, filename: string, more: Record<string, string> = {}) =>
    tusUpload(server.url, file, { metadata: { filename, ...more } }).done;
  const filePath = filePathOf(await send(bytes, 'Uploaded.mp4'));
  expect(filePath).toBe('Uploaded.mp4');
  const keys = async () =>
    (await stored('cutroom/sources/')).filter(
      (key) => key.startsWith('Uploaded') || key.startsWith('Broken'),
    );
  expect(await keys()).toEqual(['Uploaded.mp4']);
  expect(await readdir(join(folder, 'media/sources'))).toEqual([]);
  expect((await readdir(join(folder, 'media/uploads'))).filter((name) => !name.endsWith('.json'))).toEqual(
    [],
  );
  // The same again is the same; another one of the same name is another one.
  expect(filePathOf(await send(bytes, 'Uploaded.mp4'))).toBe('Uploaded.mp4');
  const other = await readFile((await makeFootage({ ...base, camera: 3 })).path);
  expect(filePathOf(await send(other, 'Uploaded.mp4'))).toBe('Uploaded (2).mp4');
  const refused = await refusalOf(send(bytes.subarray(0, bytes.length / 2), 'Broken.mp4'));
  expect(refused).toEqual([expect.any(Number), expect.objectContaining({ code: 'SOURCE_DAMAGED' })]);
  expect(await keys()).toEqual(['Uploaded (2).mp4', 'Uploaded.mp4']);
  const third = await readFile((await makeFootage({ ...base, camera: 5 })).path);
  expect(filePathOf(await send(third, 'Uploaded (2).mp4', { ifTaken: 'replace' }))).toBe('Uploaded (2).mp4');
  expect(await keys()).toEqual(['Uploaded (2).mp4', 'Uploaded.mp4']);
  const edit = { ...editOf([camera, camera]), clips: cuts(4).map((clip) => ({ ...clip, source: 0 })) };
  const { path } = await exportFromBucket({ edit, names: [filePath, filePath] });
  expect(complaintsOf(await judge(path, edit))).toEqual([]);
});

it('keeps an upload that the bucket does not take until it does', async () => {
  const bytes = await readFile((await makeFootage({ ...base, camera: 4 })).path);
  await denyWriting(true, 'sources');
  const { upload, done } = tusUpload(server.url, bytes, { metadata: { filename: 'Later.mp4' } });
  expect(await refusalOf(done)).toEqual([502, expect.objectContaining({ code: 'STORAGE_DENIED' })]);
  await denyWriting(false);
  const later = await fetch(upload.url ?? '', { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect([later.status, later.headers.get('X-Cutroom-File-Path')]).toEqual([200, 'Later.mp4']);
  expect(await stored('cutroom/sources/')).toContain('Later.mp4');
});

it('ends what an attempt was killed over, when the next one sends its own', async () => {
  const edit = editOf(await footageInBucket());
  const { id } = await exportFromBucket({ edit });
  const Key = `cutroom/outputs/${id}/output.mp4/killed.mp4`;
  await bucket.client.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key }));
  const unfinished = async () =>
    (await bucket.client.send(new ListMultipartUploadsCommand({ Bucket: bucket.name }))).Uploads?.length ?? 0;
  expect(await unfinished()).toBe(1);
  await change(id, 'POST', { path: '/outputs/output/retry' });
  expect(await unfinished()).toBe(0);
});

/** Changes an export, and waits until it is completed again. */
async function change(
  id: string,
  method: string,
  { path, body }: { readonly path: string; readonly body?: object | undefined },
): Promise<void> {
  const answer = await fetch(`${server.url}/api/export/${id}${path}`, {
    ...{ method, headers: { 'Content-Type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  const ended = await server.until(id, (now) => ['completed', 'failed'].includes(now.status));
  expect([ended.status, ended.message]).toEqual(['completed', ended.message]);
}

/** Whether the bucket refuses what is put there. */
async function denyWriting(isDenied: boolean, what = 'outputs'): Promise<void> {
  const Bucket = bucket.name;
  if (!isDenied) return void (await bucket.client.send(new DeleteBucketPolicyCommand({ Bucket })));
  const Statement = {
    ...{ Effect: 'Deny', Principal: '*', Action: ['s3:PutObject'] },
    Resource: [`arn:aws:s3:::${Bucket}/cutroom/${what}/*`],
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await bucket.client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** As a page's player asks; `fetch` does not say that. */
async function rawPart(id: string, headers: Record<string, string>) {
  const asked = request(`${server.url}/api/export/${id}/download`, { headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  return { status: answer.statusCode, bytes: Buffer.concat(pieces) };
}
