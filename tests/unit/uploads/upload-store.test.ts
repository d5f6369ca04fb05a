import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/contract/problems.ts';
import { createUploadRecords } from '../../../src/uploads/upload-records.ts';
import { UploadStore } from '../../../src/uploads/upload-store.ts';

const id = '0123456789abcdef0123456789abcdef';

async function freshStore(requireSpace: () => Promise<void> = async () => undefined) {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-uploads-'));
  const store = new UploadStore({ folder, records: createUploadRecords(folder), requireSpace });
  await store.create(new Upload({ id, size: 1000, offset: 0, metadata: { filename: 'camera.mp4' } }));
  return { folder, store, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

test('bytes go where the offset says, and what has arrived is the file', async () => {
  await using ground = await freshStore();
  const { store, folder } = ground;
  expect(await store.write(Readable.from([Buffer.alloc(300, 1)]), id, 0)).toBe(300);
  expect(await store.write(Readable.from([Buffer.alloc(200, 2)]), id, 300)).toBe(500);
  expect(await store.getUpload(id)).toMatchObject({ offset: 500, size: 1000 });
  const bytes = await readFile(join(folder, id));
  expect([bytes[0], bytes[299], bytes[300], bytes.length]).toEqual([1, 1, 2, 500]);
});

test('a connection that ends in the middle leaves what had arrived', async () => {
  await using ground = await freshStore();
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(400, 1);
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('the line is dead');
    })(),
  );
  await expect(ground.store.write(broken, id, 0)).rejects.toThrow('the line is dead');
  const { offset } = await ground.store.getUpload(id);
  expect([0, 400]).toContain(offset);
});

test('the reserve of the disk is not touched', async () => {
  const noSpace = new ProblemError({ code: 'NO_ROOM', message: 'full' });
  await using ground = await freshStore(() => Promise.reject(noSpace));
  const write = ground.store.write(Readable.from([Buffer.alloc(300)]), id, 0);
  await expect(write).rejects.toBe(noSpace);
  expect((await stat(join(ground.folder, id))).size).toBe(0);
});

test('a disk that is full says so', async () => {
  await using ground = await freshStore();
  await rm(join(ground.folder, id));
  await symlink('/dev/full', join(ground.folder, id));
  const write = ground.store.write(Readable.from([Buffer.alloc(300)]), id, 0);
  await expect(write).rejects.toMatchObject({ problem: { code: 'NO_ROOM' } });
});
