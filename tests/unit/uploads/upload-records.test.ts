import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUploadRecords } from '../../../src/uploads/upload-records.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-records-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps the last of records that are written at the same time, and nothing beside it', async () => {
  const records = createUploadRecords(folder);
  const id = 'a'.repeat(32);
  const sizes = Array.from({ length: 20 }, (_, at) => at + 1);
  await Promise.all(sizes.map((size) => records.set(id, { id, size })));
  expect((await records.get(id))?.size).toBe(20);
  expect(await readdir(folder)).toEqual([`${id}.json`]);
});
