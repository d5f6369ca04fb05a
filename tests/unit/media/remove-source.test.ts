import { link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSourceLibrary, type SourceLibrary } from '../../../src/media/library/source-library.ts';
import type { SourceReadings } from '../../../src/media/reading/kept/source-readings.ts';

let folder: string;
let sources: SourceLibrary;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-remove-'));
  await mkdir(join(folder, 'library', 'day'), { recursive: true });
  await mkdir(join(folder, 'disk'));
  const roots = { library: join(folder, 'library'), extra: [join(folder, 'disk')] };
  sources = openSourceLibrary({} as SourceReadings, roots);
  await writeFile(join(folder, 'library', 'day', 'camera.mp4'), 'x');
  await writeFile(join(folder, 'disk', 'far.mp4'), 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const forbidden = { problem: { code: 'PATH_FORBIDDEN' } };

test('removing a link leaves what it leads to', async () => {
  await symlink('day/camera.mp4', join(folder, 'library', 'near.mp4'));
  await symlink(join(folder, 'disk', 'far.mp4'), join(folder, 'library', 'far.mp4'));
  await sources.remove('near.mp4');
  await sources.remove('far.mp4');
  expect(await readdir(join(folder, 'library'))).toEqual(['day']);
  expect(await readdir(join(folder, 'library', 'day'))).toEqual(['camera.mp4']);
  expect(await readdir(join(folder, 'disk'))).toEqual(['far.mp4']);
});

test('a file behind a linked folder is not in the library, and one of another folder neither', async () => {
  await symlink(join(folder, 'disk'), join(folder, 'library', 'disk'));
  await expect(sources.remove('disk/far.mp4')).rejects.toMatchObject(forbidden);
  await expect(sources.remove(join(folder, 'disk', 'far.mp4'))).rejects.toMatchObject(forbidden);
  expect(await readdir(join(folder, 'disk'))).toEqual(['far.mp4']);
});

test('a hard link goes alone, and an ordinary file goes', async () => {
  await link(join(folder, 'disk', 'far.mp4'), join(folder, 'library', 'same.mp4'));
  await sources.remove('same.mp4');
  await sources.remove('day/camera.mp4');
  expect(await readdir(join(folder, 'disk'))).toEqual(['far.mp4']);
  expect(await readdir(join(folder, 'library', 'day'))).toEqual([]);
});

test('looking at a library that is not there does not make it', async () => {
  await rm(join(folder, 'library'), { recursive: true });
  await expect(sources.list()).rejects.toBeDefined();
  expect(await readdir(folder)).toEqual(['disk']);
});
