import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStoredLibraries } from '../../../src/server/objects/stored-library.ts';
import { createFolderStore } from '../../../src/storage/folder/folder-store.ts';
import { StorageError } from '../../../src/storage/storage-error.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-stored-library-'));
  const names = ['a.mp4', 'day 1/b.mov', '.hidden.mp4', '~ada/c.mp4', '~ada/day/d.mp4', '~adam/e.mp4'];
  for (const name of names) {
    const path = join(folder, 'sources', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name);
  }
  await mkdir(join(folder, 'outputs'));
  await writeFile(join(folder, 'outputs', 'f.mp4'), 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const namesOf = async (libraries: ReturnType<typeof openStoredLibraries>, owner: string) =>
  (await libraries.of(owner).list()).map(({ filePath }) => filePath).sort();

test('each owner sees the sources of their own, and nobody what is hidden or no source', async () => {
  const libraries = openStoredLibraries(createFolderStore(folder));
  expect(await namesOf(libraries, 'administrator')).toEqual(['a.mp4', 'day 1/b.mov']);
  expect(await namesOf(libraries, 'ada')).toEqual(['c.mp4', 'day/d.mp4']);
  expect(await libraries.bytesOf('ada')).toBe('~ada/c.mp4~ada/day/d.mp4'.length);
});

test('one that is removed is gone from the list at once, and others keep what is called the same', async () => {
  const libraries = openStoredLibraries(createFolderStore(folder));
  expect(await namesOf(libraries, 'ada')).toContain('c.mp4');
  expect(await libraries.of('ada').remove('c.mp4')).toBe(true);
  expect(await namesOf(libraries, 'ada')).toEqual(['day/d.mp4']);
  expect(await libraries.of('ada').remove('a.mp4')).toBe(false);
  expect(await namesOf(libraries, 'administrator')).toContain('a.mp4');
});

test('names lead nowhere but into the library of whoever says them', async () => {
  const ada = openStoredLibraries(createFolderStore(folder)).of('ada');
  for (const name of [
    '../~adam/e.mp4',
    'day/../../~adam/e.mp4',
    '../a.mp4',
    '../../outputs/f.mp4',
    './c.mp4',
  ])
    expect([name, await ada.remove(name)]).toEqual([name, false]);
  for (const kept of ['sources/~adam/e.mp4', 'sources/a.mp4', 'outputs/f.mp4', 'sources/~ada/c.mp4'])
    expect((await stat(join(folder, kept))).isFile()).toBe(true);
});

test('asks once for all who ask at once, and again after an answer that failed', async () => {
  const store = createFolderStore(folder);
  let lists = 0;
  let isAway = true;
  const libraries = openStoredLibraries({
    ...store,
    list: (prefix) => {
      lists += 1;
      if (isAway) throw new StorageError('ESTAWAY', prefix);
      return store.list(prefix);
    },
  });
  const failing = libraries.of('ada').list();
  await expect(failing).rejects.toMatchObject({ problem: { code: 'STORAGE_UNREACHABLE' } });
  isAway = false;
  await Promise.all([namesOf(libraries, 'ada'), namesOf(libraries, 'ada'), namesOf(libraries, 'ada')]);
  expect(lists).toBe(2);
});
