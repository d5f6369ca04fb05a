import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFileProjectStore } from '../../../src/projects/file-store/file-project-store.ts';
import type { DamagedProject } from '../../../src/projects/project-store.ts';
import { tappedFs } from '../jobs/support/tapped-fs.ts';
import { projectOf } from './support/sample-projects.ts';

async function freshFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-projects-'));
  const damaged: DamagedProject[] = [];
  const store = createFileProjectStore({ folder, onDamaged: (entry) => damaged.push(entry) });
  return {
    folder,
    store,
    damaged,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

test('a file that cannot be read is set aside with its reason, once, and the rest is served', async () => {
  await using ground = await freshFolder();
  const { folder, store, damaged } = ground;
  const half = JSON.stringify(projectOf('half')).slice(0, 100);
  const wrong = JSON.stringify({ ...projectOf('wrong'), angles: 'none' });
  const contents = { empty: '', null: 'null', half, wrong, stranger: JSON.stringify(projectOf('other')) };
  for (const [id, text] of Object.entries(contents)) await writeFile(join(folder, `${id}.json`), text);
  await store.write(projectOf('good'));

  expect(await store.list()).toMatchObject([{ id: 'good' }]);
  expect(await store.list()).toMatchObject([{ id: 'good' }]);
  expect(damaged.map(({ name }) => name).sort()).toEqual(
    Object.keys(contents)
      .map((id) => `${id}.json`)
      .sort(),
  );
  expect(damaged.map(({ reason }) => reason)).toContain('it is empty');
  expect((await readdir(folder)).sort()).toEqual(['.quarantine', 'good.json']);
  expect(await readFile(join(folder, '.quarantine/half.json'), 'utf8')).toBe(half);
});

test('what a later version wrote stays byte for byte, is told of, and is not overwritten', async () => {
  await using ground = await freshFolder();
  const { folder, store, damaged } = ground;
  const text = JSON.stringify({ ...projectOf('future'), schemaVersion: 2, angles: { is: 'a map now' } });
  await writeFile(join(folder, 'future.json'), text);
  expect(await store.list()).toEqual([]);
  expect(await store.list()).toEqual([]);
  expect(damaged).toMatchObject([{ name: 'future.json', reason: expect.stringContaining('later version') }]);
  expect(damaged[0]?.movedTo).toBeUndefined();
  await expect(store.read('future')).rejects.toMatchObject({ problem: { code: 'BROKEN_RECORD' } });
  expect(await readFile(join(folder, 'future.json'), 'utf8')).toBe(text);
});

test('links, folders and pipes are left where they are and block nobody', async () => {
  await using ground = await freshFolder();
  const { folder, store, damaged } = ground;
  await symlink('/etc/passwd', join(folder, 'link.json'));
  await mkdir(join(folder, 'folder.json'));
  execFileSync('mkfifo', [join(folder, 'pipe.json')]);
  await writeFile(join(folder, 'notes.txt'), 'by hand');
  await writeFile(join(folder, '.hidden.json'), 'by hand');
  expect(await store.list()).toEqual([]);
  expect(damaged.map(({ name }) => name).sort()).toEqual(['folder.json', 'link.json', 'pipe.json']);
  expect(await readdir(folder)).toHaveLength(5);
});

test('what is put there or taken away by hand counts at once', async () => {
  await using ground = await freshFolder();
  const { folder, store } = ground;
  await store.write(projectOf('mine'));
  await writeFile(join(folder, 'restored.json'), JSON.stringify(projectOf('restored')));
  expect(await store.list()).toHaveLength(2);
  await rm(join(folder, 'mine.json'));
  expect(await store.list()).toMatchObject([{ id: 'restored' }]);
});

describe('when the disk fails', () => {
  test.each(['ENOSPC', 'EIO'])('%s at any step leaves the old project or the new one', async (code) => {
    for (let failing = 1; ; failing += 1) {
      await using ground = await freshFolder();
      const { folder, store } = ground;
      await store.write(projectOf('one'));
      let count = 0;
      let hasFailed = false;
      const fs = tappedFs(async ({ name }, perform) => {
        count += 1;
        if (count !== failing) return perform();
        hasFailed = true;
        // What cannot be closed without an error is closed all the same.
        if (name === 'handle.close') await perform();
        throw Object.assign(new Error(code), { code });
      });
      const faulty = createFileProjectStore({ folder, fs, onDamaged: () => undefined });
      const outcome = await faulty.write(projectOf('one', { revision: 2 })).then(
        () => undefined,
        (error: unknown) => error,
      );
      const after = await store.read('one');
      expect([1, 2]).toContain(after?.revision);
      if (!hasFailed) {
        expect([outcome, after?.revision]).toEqual([undefined, 2]);
        break;
      }
      if (code === 'ENOSPC' && outcome) expect(outcome).toMatchObject({ problem: { code: 'NO_ROOM' } });
    }
  });
});
