import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSource, forgetCopy, removeCopies, replaceSource } from '../../../src/media/library/add-source.ts';

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

test('the same bytes under the same name are not put beside themselves', async () => {
  await using place = await ground();
  await writeFile(join(place.folder, 'camera.mp4'), 'another');
  await writeFile(join(place.folder, 'camera (2).mp4'), 'the same');
  expect(await addSource(await place.make('d1', 'the same'))).toBe('camera (2).mp4');
  expect(await addSource(await place.make('d2', 'the sane'))).toBe('camera (3).mp4');
  expect(await readdir(place.folder)).toHaveLength(3);
});

test.each(['same disk', 'other disk'])(
  'takes the place of another when told so, whole, and again: %s',
  async (disk) => {
    await using place = await ground(disk === 'other disk' ? '/dev/shm' : tmpdir());
    const target = join(place.folder, 'camera.mp4');
    await writeFile(target, 'the old one');
    const source = await place.make('e1', 'the new one');
    const reader = await open(target, 'r');
    expect(await replaceSource(source)).toBe('camera.mp4');
    expect(await replaceSource(source)).toBe('camera.mp4');
    expect(await reader.readFile('utf8')).toBe('the old one');
    await reader.close();
    expect(await readFile(target, 'utf8')).toBe('the new one');
    expect(await readdir(place.folder)).toEqual(['camera.mp4']);
    expect(await replaceSource(await place.make('e2', 'the first'))).toBe('camera.mp4');
    expect(await readFile(target, 'utf8')).toBe('the first');
  },
);

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
