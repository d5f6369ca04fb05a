import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSource, forgetCopy, removeCopies } from '../../../src/media/library/add-source.ts';

async function ground(libraryParent = tmpdir()) {
  const uploads = await mkdtemp(join(tmpdir(), 'cutroom-add-'));
  const folder = await mkdtemp(join(libraryParent, 'cutroom-library-'));
  const make = async (id: string, text: string) => {
    await writeFile(join(uploads, id), text);
    return { path: join(uploads, id), folder, name: 'camera.mp4', id };
  };
  return {
    folder,
    make,
    [Symbol.asyncDispose]: async () => {
      await rm(uploads, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('a crash after any step is made good by doing it again: one file, one name', async () => {
  await using place = await ground();
  const source = await place.make('a1', 'the first');
  await writeFile(join(place.folder, 'camera.mp4'), 'by hand');
  expect(await addSource(source)).toBe('camera (2).mp4');
  expect(await addSource(source)).toBe('camera (2).mp4');
  expect((await readdir(place.folder)).sort()).toEqual(['camera (2).mp4', 'camera.mp4']);
  expect(await readFile(join(place.folder, 'camera.mp4'), 'utf8')).toBe('by hand');
});

test('many at once get a name each', async () => {
  await using place = await ground();
  const sources = await Promise.all(
    Array.from({ length: 10 }, (_, index) => place.make(`b${index}`, `file ${index}`)),
  );
  const names = await Promise.all(sources.map(addSource));
  expect(new Set(names).size).toBe(10);
  for (const [index, name] of names.entries())
    expect(await readFile(join(place.folder, name), 'utf8')).toBe(`file ${index}`);
});

test('a library on another disk gets a copy that appears whole', async () => {
  const otherDisk = '/dev/shm';
  const [here, there] = await Promise.all([
    stat(tmpdir()).then(({ dev }) => dev),
    stat(otherDisk).then(
      ({ dev }) => dev,
      () => undefined,
    ),
  ]);
  if (there === undefined || here === there) return;
  await using place = await ground(otherDisk);
  const source = await place.make('c1', 'from the other disk');
  expect(await addSource(source)).toBe('camera.mp4');
  // A crash before its name is written down, and the next start.
  await writeFile(join(place.folder, '.upload-c2.partial'), 'half of a co');
  await removeCopies(place.folder, () => Promise.resolve(true));
  expect(await addSource(source)).toBe('camera.mp4');
  await forgetCopy(place.folder, 'c1');
  expect(await readdir(place.folder)).toEqual(['camera.mp4']);
  expect(await readFile(join(place.folder, 'camera.mp4'), 'utf8')).toBe('from the other disk');
});
