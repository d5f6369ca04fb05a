import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutputFiles, openStoredOutputs } from '../../../src/server/objects/stored-outputs.ts';
import { createFolderStore } from '../../../src/storage/folder/folder-store.ts';
import type { ObjectStore } from '../../../src/storage/object-store.ts';

let folder = '';
let store: ObjectStore;
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-output-files-'));
  path = join(folder, 'output.mp4');
  // A store with links, as buckets have them.
  store = { ...createFolderStore(join(folder, 'storage')), linkTo: async (key) => `https://bucket/${key}` };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function publish(): Promise<string> {
  const content = join(folder, 'content');
  await writeFile(content, '0123456789');
  const output = { jobId: 'job', file: 'output.mp4', attemptToken: 'token', path: content };
  const object = await openStoredOutputs(store).put(output, new AbortController().signal);
  const sizes = { bytes: 10, durationSeconds: 1, frames: 1, width: 2, height: 2, videoCodec: 'h264' };
  const report = { isOk: true, checks: [], durationMs: 1 };
  const record = { schemaVersion: 1, attemptToken: 'token', report, warnings: [], object };
  const text = JSON.stringify({ ...record, output: { ...sizes, audioCodec: null } });
  await writeFile(join(folder, 'output.json'), text);
  return object;
}

test('a file without a record, or with one that names no object, lies at its path', async () => {
  expect(await openOutputFiles(store, true).find(path)).toEqual({ bytes: { kind: 'file', path } });
});

test('one that lies in the storage is read there, and has a link only where links are wanted', async () => {
  const object = await publish();
  const linked = await openOutputFiles(store, true).find(path);
  expect(await linked?.link?.({ disposition: 'attachment' })).toBe(`https://bucket/${object}`);
  const proxied = await openOutputFiles(store, false).find(path);
  expect(proxied?.link).toBeUndefined();
  if (proxied?.bytes.kind !== 'remote') throw new Error('It lies in the storage');
  const { name, bytes, read } = proxied.bytes;
  expect([name, bytes]).toEqual(['output.mp4', 10]);
  const part = await read(2, 5, new AbortController().signal);
  expect(Buffer.from(part).toString()).toBe('234');
});

test('one that the storage has no more is gone, and one of a storage that is not set up says so', async () => {
  const object = await publish();
  await expect(openOutputFiles(undefined, true).find(path)).rejects.toMatchObject({
    problem: { code: 'NOT_READY' },
  });
  await store.remove(object);
  expect(await openOutputFiles(store, true).find(path)).toBeUndefined();
});

test('an attempt that publishes keeps its own file of an output, and an export that goes leaves none', async () => {
  const first = await publish();
  const outputs = openStoredOutputs(store);
  const content = join(folder, 'content');
  const { signal } = new AbortController();
  const again = { jobId: 'job', file: 'output.mp4', attemptToken: 'later', path: content };
  const second = await outputs.put(again, signal);
  const other = await outputs.put({ ...again, jobId: 'job2' }, signal);
  await outputs.keepOnly(again, second);
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list('outputs/')) found.push(key);
    return found;
  };
  expect(await keys()).toEqual([second, other].sort());
  expect(first).not.toBe(second);
  await outputs.remove('job');
  expect(await keys()).toEqual([other]);
});
