import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolderStore } from '../../../src/storage/folder/folder-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-folder-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('ends what was left unfinished of the keys that begin so, and of no others', async () => {
  const unfinished = join(folder, '.unfinished');
  await mkdir(unfinished);
  const names = ['outputs%2Fa%2Foutput.mp4~1', 'outputs%2Fab%2Foutput.mp4~2', 'sources%2Fcamera.mp4~3'];
  for (const name of names) await writeFile(join(unfinished, name), 'half');
  const store = createFolderStore(folder);
  expect(await store.endUnfinished(3_600_000)).toBe(0);
  expect(await store.endUnfinished(0, 'outputs/a/')).toBe(1);
  expect(await readdir(unfinished)).toEqual(names.slice(1));
  const content = join(folder, 'content');
  await writeFile(content, 'whole');
  const key = `sources/${'ä'.repeat(120)}.mp4`;
  expect(await store.write({ key, path: content })).toBe('written');
  expect(await store.endUnfinished(0)).toBe(2);
});

test('each file has one key: none leads through another folder', async () => {
  await mkdir(join(folder, 'outputs'));
  await writeFile(join(folder, 'outputs/a'), 'whole');
  const store = createFolderStore(folder);
  expect(await store.look('outputs/a')).toMatchObject({ bytes: 5 });
  for (const key of ['sources/../outputs/a', './outputs/a', 'outputs//a', '../x', '/etc/passwd']) {
    await expect(store.look(key)).rejects.toThrow('is no key');
    await expect(store.remove(key)).rejects.toThrow('is no key');
  }
});
