import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFolders, type FolderHealth } from '../../../src/server/runtime/folder-health.ts';

let lab: string;
let base: string;
let root: string;
let health: FolderHealth;
beforeEach(async () => {
  lab = await mkdtemp(join(tmpdir(), 'cutroom-folders-'));
  [base, root] = [join(lab, 'media'), join(lab, 'share')];
  for (const name of ['exports', 'projects', 'sources']) await mkdir(join(base, name), { recursive: true });
  await mkdir(root);
  health = await watchFolders({ base, roots: [root, join(lab, 'never')] });
});
afterEach(() => rm(lab, { recursive: true, force: true }));

test('folders that are there are nothing to complain of', async () => {
  expect(await health.complaints()).toEqual([]);
});

test.each(['chunks', 'uploads', 'proxies'])('%s is a cache, and is made again', async (name) => {
  await rm(join(base, name), { recursive: true, force: true });
  expect(await health.complaints()).toEqual([]);
  await rename(join(base, name), join(base, `${name}.old`));
  expect(await health.complaints()).toEqual([]);
});

test.each(['exports', 'projects', 'sources'])('%s is missed, and not made again', async (name) => {
  await rename(join(base, name), join(lab, name));
  expect(await health.complaintsOfExports()).toEqual([
    `The folder "${name}" of MEDIA_BASE_PATH is not there.`,
  ]);
  await rename(join(lab, name), join(base, name));
  expect(await health.complaints()).toEqual([]);
});

test('something else in the place of a folder is said', async () => {
  await rm(join(base, 'chunks'), { recursive: true, force: true });
  await writeFile(join(base, 'chunks'), '');
  expect(await health.complaints()).toEqual(['The folder "chunks" of MEDIA_BASE_PATH is no folder.']);
});

test('a whole folder that has gone is one sentence, and nothing is made in its place', async () => {
  await rename(base, `${base}.away`);
  expect(await health.complaints()).toEqual(['The folder of MEDIA_BASE_PATH is not there.']);
  await rename(`${base}.away`, base);
  await rename(root, `${root}.away`);
  expect(await health.complaints()).toEqual([`The folder ${root} of MEDIA_ROOTS is not there.`]);
  expect(await health.complaintsOfExports()).toEqual([]);
});
