import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../../src/jobs/file-store/file-store.ts';
import { takeFolderLock } from '../../../src/jobs/file-store/folder-lock.ts';
import { ownIdentity } from '../../../src/jobs/file-store/process-identity.ts';
import { storeFs } from '../../../src/disk/store-fs.ts';
import { bundleProgram } from './support/bundled-program.ts';
import { configOf, recordOf } from './support/configs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const onLost = () => undefined;
const take = (folder: string, silenceMs = 1000) => takeFolderLock({ folder, fs: storeFs, onLost, silenceMs });

/** Another server, holding the folder when this resolves. */
async function startHolder(folder: string, programs: string): Promise<ChildProcess> {
  const program = await bundleProgram('store-writer', programs);
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

/** A lock as a server would have left it that ran elsewhere or long ago. */
async function plantLock(folder: string, changes: object): Promise<void> {
  const holder = { ...ownIdentity(), token: 'theirs', since: '2026-01-01T00:00:00Z', ...changes };
  await mkdir(join(folder, '.lock'), { recursive: true });
  await writeFile(join(folder, '.lock', 'holder.json'), JSON.stringify(holder));
}

describe('the lock on the exports folder', () => {
  it('[J25][J32] names the process that holds it and takes over when that was killed', async () => {
    await using folder = await temporaryFolder();
    await using programs = await temporaryFolder();
    const holder = await startHolder(folder.path, programs.path);
    const refused = take(folder.path);
    await expect(refused).rejects.toMatchObject({
      problem: {
        code: 'NOT_READY',
        message: expect.stringContaining(`another Cutroom server (process ${holder.pid} on`) as string,
        hint: expect.stringContaining('MEDIA_BASE_PATH') as string,
      },
    });
    holder.kill('SIGKILL');
    await once(holder, 'close');
    const lock = await take(folder.path);
    await lock.release();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.lock'))).toEqual([]);
  });

  it('[J32] tells a process from an earlier one with its number', async () => {
    await using folder = await temporaryFolder();
    await plantLock(folder.path, { startTicks: '1' });
    await (await take(folder.path)).release();
  });

  it('[J32] takes over a lock that nobody can read', async () => {
    await using folder = await temporaryFolder();
    for (const text of ['', 'null', '{"pid":"many"}']) {
      await mkdir(join(folder.path, '.lock'));
      await writeFile(join(folder.path, '.lock', 'holder.json'), text);
      await (await take(folder.path)).release();
    }
    await mkdir(join(folder.path, '.lock', 'something else'), { recursive: true });
    await (await take(folder.path)).release();
    await writeFile(join(folder.path, '.lock'), 'a file');
    await (await take(folder.path)).release();
  });

  it('[J32] gives a dead lock to one of many that want it', async () => {
    await using folder = await temporaryFolder();
    for (let round = 0; round < 10; round += 1) {
      await plantLock(folder.path, { startTicks: '1', token: `dead-${round}` });
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => take(folder.path)));
      const winners = results.filter((result) => result.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected')
          expect(result.reason).toMatchObject({ problem: { code: 'NOT_READY' } });
      }
      await winners[0]?.value.release();
    }
  });

  it('[J32] refuses while a holder elsewhere shows that it lives, and takes over when it falls silent', async () => {
    await using folder = await temporaryFolder();
    await plantLock(folder.path, { boot: 'another machine' });
    const path = join(folder.path, '.lock', 'holder.json');
    let beats = 0;
    const beating = setInterval(() => {
      beats += 1;
      void utimes(path, beats, beats);
    }, 20);
    await expect(take(folder.path, 60_000)).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
    clearInterval(beating);
    await (await take(folder.path, 500)).release();
  });

  it('[J32] does not wait for another container of this boot that has been silent long enough', async () => {
    await using folder = await temporaryFolder();
    await plantLock(folder.path, { pidNamespace: 'another container' });
    await utimes(join(folder.path, '.lock', 'holder.json'), 1, 1);
    await (await take(folder.path, 3_600_000)).release();
  });

  it('[J32] tells a server that another has its folder, and puts back a lock that was tidied away', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, '.lock', 'holder.json');
    let lose = () => {};
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const lock = await takeFolderLock({ folder: folder.path, fs: storeFs, onLost: () => lose() });
    const own = await readFile(path, 'utf8');
    await rm(join(folder.path, '.lock'), { recursive: true });
    await expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 60_000 }).toBe(own);
    await plantLock(folder.path, {});
    await lost;
    await lock.release();
    expect(await readFile(path, 'utf8')).toContain('theirs');
  });

  it.each([
    ['is deleted', (path: string) => rm(path)],
    ['is emptied', (path: string) => writeFile(path, '')],
    ['becomes something else', (path: string) => rm(path).then(() => mkdir(path))],
  ])('[J32] takes no folder for lost because what names its holder %s', async (_what, spoil) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, '.lock', 'holder.json');
    let isLost = false;
    const lock = await takeFolderLock({ folder: folder.path, fs: storeFs, onLost: () => (isLost = true) });
    const own = await readFile(path, 'utf8');
    await spoil(path);
    expect(lock.isLost()).toBe(false);
    // Another server waits for it to be put back before it believes that nobody is there.
    await expect(take(folder.path, 60_000)).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
    expect(await readFile(path, 'utf8')).toBe(own);
    expect(isLost).toBe(false);
    await lock.release();
  });

  it('[J32] knows at once that another has its folder, however long it was stopped itself', async () => {
    await using folder = await temporaryFolder();
    const store = createFileStore({ folder: folder.path, onLockLost: () => undefined });
    await store.open();
    store.requireOurs();
    await plantLock(folder.path, {});
    expect(() => store.requireOurs()).toThrow(/in use by another/);
    await store.close();
  });

  it('[J32] keeps a server that lost its folder from writing into it', async () => {
    await using folder = await temporaryFolder();
    let lose = () => {};
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const store = createFileStore({ folder: folder.path, onLockLost: () => lose() });
    await store.open();
    await store.create(recordOf('one'), configOf('one'));
    await plantLock(folder.path, {});
    await lost;
    const refusal = { problem: { code: 'NOT_READY' } };
    await expect(store.save(recordOf('one', { seq: 2 }))).rejects.toMatchObject(refusal);
    await expect(store.create(recordOf('two'), configOf('two'))).rejects.toMatchObject(refusal);
    await expect(store.remove('one')).rejects.toMatchObject(refusal);
    await store.close();
    const status = await readFile(join(folder.path, 'one', 'status.json'), 'utf8');
    expect(JSON.parse(status)).toMatchObject({ seq: 1 });
  });
});
