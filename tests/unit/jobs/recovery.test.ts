import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicationFile } from '../../../src/contract/exports/publication.ts';
import { createFileStore } from '../../../src/jobs/file-store/file-store.ts';
import type { JobRecord } from '../../../src/jobs/state/job-record.ts';
import {
  createMemoryShelf,
  createMemoryStore,
  type MemoryShelf,
} from '../../../src/jobs/state/memory-store.ts';
import { configOf, output, publicationOf, recordOf, updateOf } from './support/configs.ts';
import { createRig, reached, type Rig } from './support/rig.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function shelfOf(...records: readonly JobRecord[]): MemoryShelf {
  const shelf = createMemoryShelf();
  for (const record of records) shelf.jobs.set(record.jobId, { record, config: configOf(record.jobId) });
  return shelf;
}

const processing = (jobId: string, changes: Partial<JobRecord> = {}) =>
  recordOf(jobId, { status: 'processing', attemptToken: `token-${jobId}`, progress: 0.4, ...changes });

/** The server is gone without a word: what it wrote stays, and nothing more comes of it. */
function abandon(rig: Rig): MemoryShelf {
  const shelf = {
    ...createMemoryShelf(),
    jobs: new Map([...rig.shelf.jobs].map(([id, job]) => [id, { ...job }])),
  };
  return shelf;
}

describe('a new server', () => {
  it('[J80] takes the store, stops what lives, discards what is partial and goes on in the old order', async () => {
    const shelf = shelfOf(
      recordOf('waiting-2', { order: 5 }),
      recordOf('waiting-1', { order: 4 }),
      processing('running-2', { order: 3 }),
      processing('running-1', { order: 2 }),
      recordOf('done', { order: 1, status: 'completed', progress: 1 }),
    );
    const steps: string[] = [];
    const store = createMemoryStore(shelf, '/exports');
    await using rig = await createRig({
      isCold: true,
      shelf,
      store: { ...store, open: () => (steps.push('lock'), store.open()) },
      leftovers: {
        stopChildren: async () => void steps.push('children'),
        explainDeath: async () => false,
        discardPartials: async (folder) => void steps.push(folder),
      },
    });
    const recovery = await rig.exports.recover();
    expect(steps).toEqual(['lock', 'children', '/exports/running-1', '/exports/running-2']);
    expect(recovery).toEqual({
      loaded: 5,
      requeued: ['running-1', 'running-2'],
      completed: [],
      cancelled: [],
      failed: [],
      damaged: [],
    });
    for (const [index, jobId] of ['running-1', 'running-2', 'waiting-1', 'waiting-2'].entries()) {
      const run = await rig.puppet.nth(index + 1);
      expect(run.request).toMatchObject({ jobId, attempt: 1 });
      expect(run.request.attemptToken).not.toBe(`token-${jobId}`);
      run.complete();
    }
    await reached(rig.exports, 'waiting-2', 'completed');
    expect(await rig.exports.create(configOf('new'))).toMatchObject({ jobId: 'new' });
    expect(rig.exports.list({ limit: 1 }).exports[0]?.jobId).toBe('new');
  });

  it('[J3][J4] keeps the bar where it was and numbers on from there', async () => {
    const shelf = shelfOf(processing('one', { seq: 70 }));
    await using rig = await createRig({ shelf });
    const run = await rig.puppet.nth(1);
    const before = rig.exports.get('one');
    expect(before?.progress).toBe(0.4);
    expect(before?.seq).toBeGreaterThan(1000);
    run.update(updateOf(0.1));
    expect(rig.exports.get('one')?.progress).toBe(0.4);
    run.update(updateOf(0.5));
    expect(rig.exports.get('one')).toMatchObject({ progress: 0.5, seq: (before?.seq ?? 0) + 2 });
  });

  it('[J81] completes what was published but not recorded', async () => {
    const shelf = shelfOf(processing('published'), processing('outdated', { order: 2 }));
    shelf.publications.set('published', publicationOf('token-published'));
    shelf.publications.set('outdated', publicationOf('token of an earlier attempt'));
    await using rig = await createRig({ isCold: true, shelf });
    const recovery = await rig.exports.recover();
    expect(recovery).toMatchObject({ completed: ['published'], requeued: ['outdated'] });
    expect(rig.exports.get('published')).toMatchObject({ status: 'completed', progress: 1, output });
    expect(shelf.jobs.get('published')?.record.status).toBe('completed');
    expect((await rig.puppet.nth(1)).request.jobId).toBe('outdated');
  });

  it('[J82] cancels what its user had cancelled', async () => {
    const shelf = shelfOf(processing('unwanted', { isCancelRequested: true }));
    await using rig = await createRig({ isCold: true, shelf });
    expect(await rig.exports.recover()).toMatchObject({ cancelled: ['unwanted'], requeued: [] });
    expect(shelf.jobs.get('unwanted')?.record.status).toBe('cancelled');
    expect(rig.discarded).toEqual(['/exports/unwanted']);
  });

  it('[J6] goes on counting the crashes of an export', async () => {
    let shelf = createMemoryShelf();
    const problem = { code: 'CHILD_CRASHED', message: 'ffmpeg crashed.' } as const;
    for (const attempt of [1, 2, 3]) {
      const rig = await createRig({ shelf });
      if (attempt === 1) await rig.exports.create(configOf('poison'));
      const run = await rig.puppet.nth(1);
      expect(run.request.attempt).toBe(attempt);
      run.end({ kind: 'failed', problem, warnings: [] });
      await reached(rig.exports, 'poison', attempt === 3 ? 'failed' : 'processing');
      shelf = abandon(rig);
      await rig.exports.drain('The test goes on with a copy.');
    }
  });

  it('[J7] gives up an export that took five servers down', async () => {
    const shelf = shelfOf(
      processing('deadly', { deaths: 4, progressAtStart: 0.4 }),
      processing('slow', { order: 2, deaths: 4, progressAtStart: 0.3 }),
    );
    await using rig = await createRig({ isCold: true, shelf });
    expect(await rig.exports.recover()).toMatchObject({ failed: ['deadly'], requeued: ['slow'] });
    expect(rig.exports.get('deadly')?.error?.message).toContain('died 5 times');
  });

  it('[J80] goes on although partial files cannot be deleted', async () => {
    const leftovers = {
      stopChildren: async () => undefined,
      explainDeath: async () => false,
      discardPartials: async () => Promise.reject(new Error('EIO')),
    };
    await using rig = await createRig({ shelf: shelfOf(processing('one')), leftovers });
    expect((await rig.puppet.nth(1)).request.jobId).toBe('one');
    expect(rig.notices).toContainEqual(expect.objectContaining({ kind: 'trouble', jobId: 'one' }));
  });

  it('[J25] is refused as long as another one has the store', async () => {
    const shelf = createMemoryShelf();
    await using _first = await createRig({ shelf });
    const second = await createRig({ shelf, isCold: true });
    await expect(second.exports.recover()).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
    await expect(second.exports.create(configOf('one'))).rejects.toMatchObject({
      problem: { code: 'NOT_READY' },
    });
  });
});

describe('publishing, step by step, over files', () => {
  const steps: readonly (readonly [string, (folder: string, token: string) => Promise<void>])[] = [
    ['the partial file', (folder, token) => writeFile(join(folder, `output.${token}.partial.mp4`), 'video')],
    [
      'the publication',
      (folder, token) => writeFile(join(folder, publicationFile), JSON.stringify(publicationOf(token))),
    ],
    [
      'the rename',
      (folder, token) => rename(join(folder, `output.${token}.partial.mp4`), join(folder, 'output.mp4')),
    ],
  ];

  it.each([0, 1, 2, 3])(
    '[J81] renders again after a death behind step %i of 3 unless that was the last',
    async (count) => {
      await using base = await temporaryFolder();
      const folder = join(base.path, 'exports');
      await mkdir(join(folder, 'one'), { recursive: true });
      const record = processing('one', { progress: 0.9 });
      await writeFile(join(folder, 'one', 'config.json'), JSON.stringify(configOf('one')));
      await writeFile(join(folder, 'one', 'status.json'), JSON.stringify(record));
      for (const [, step] of steps.slice(0, count))
        await step(join(folder, 'one'), record.attemptToken ?? '');
      await using rig = await createRig({
        isCold: true,
        store: createFileStore({ folder, onLockLost: () => undefined }),
        leftovers: {
          stopChildren: async () => undefined,
          explainDeath: async () => false,
          discardPartials: async (path) =>
            rm(join(path, `output.${record.attemptToken}.partial.mp4`), { force: true }),
        },
      });
      const recovery = await rig.exports.recover();
      expect(recovery.completed).toEqual(count === 3 ? ['one'] : []);
      if (count < 3) (await rig.puppet.nth(1)).complete();
      expect(await reached(rig.exports, 'one', 'completed')).toMatchObject({ output });
    },
  );
});
