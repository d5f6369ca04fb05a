import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/jobs/file-store/file-store.ts';
import type { JobStore } from '../../src/jobs/state/job-store.ts';
import { createMemoryShelf, createMemoryStore } from '../../src/jobs/state/memory-store.ts';
import { publicationFile } from '../../src/contract/exports/publication.ts';
import { configOf, output, publicationOf, recordOf } from '../unit/jobs/support/configs.ts';

interface Subject {
  /** Another store on the same ground, as a new server would make it. */
  readonly create: () => JobStore;
  /** Publishes as a render does. */
  readonly publish: (jobId: string, attemptToken: string) => Promise<void>;
}

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const adapters: readonly (readonly [string, () => Promise<Subject>])[] = [
  ['memory', memorySubject],
  ['file', fileSubject],
];

async function memorySubject(): Promise<Subject> {
  const shelf = createMemoryShelf();
  return {
    create: () => createMemoryStore(shelf, '/exports'),
    publish: async (jobId, token) => void shelf.publications.set(jobId, publicationOf(token)),
  };
}

async function fileSubject(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-store-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return {
    create: () => createFileStore({ folder, onLockLost: () => undefined }),
    publish: async (jobId, token) => {
      await writeFile(join(folder, jobId, publicationFile), JSON.stringify(publicationOf(token)));
      await writeFile(join(folder, jobId, 'output.mp4'), 'x'.repeat(output.bytes));
    },
  };
}

describe.each(adapters)('JobStore over %s', (_name, makeSubject) => {
  it('[J20] holds what was created and saved for the next server', async () => {
    const subject = await makeSubject();
    const first = subject.create();
    expect(await first.open()).toEqual({ records: [], damaged: [] });
    await first.create(recordOf('one'), configOf('one'));
    await first.create(recordOf('two', { order: 2 }), configOf('two'));
    const changed = recordOf('two', { order: 2, seq: 7, status: 'processing', attemptToken: 'token' });
    await first.save(changed);
    await first.close();

    const second = subject.create();
    const { records } = await second.open();
    expect([...records].sort((a, b) => a.order - b.order)).toEqual([recordOf('one'), changed]);
    expect(await second.readConfig('one')).toEqual(configOf('one'));
    await second.close();
  });

  it('[J21] refuses to create what is there already', async () => {
    const store = (await makeSubject()).create();
    await store.open();
    await store.create(recordOf('one'), configOf('one'));
    const again = store.create(recordOf('one', { seq: 9 }), configOf('one'));
    await expect(again).rejects.toMatchObject({ problem: { code: 'ID_TAKEN' } });
    await store.close();
  });

  it('[J22] removes an export as a whole and does not mind when it is gone', async () => {
    const subject = await makeSubject();
    const store = subject.create();
    await store.open();
    await store.create(recordOf('one'), configOf('one'));
    await store.remove('one');
    await store.remove('one');
    await expect(store.readConfig('one')).rejects.toMatchObject({ problem: { code: 'BROKEN_RECORD' } });
    await store.create(recordOf('one'), configOf('one'));
    await store.close();
    const next = subject.create();
    expect((await next.open()).records).toHaveLength(1);
    await next.close();
  });

  it('[J23] does not save what does not exist', async () => {
    const store = (await makeSubject()).create();
    await store.open();
    await expect(store.save(recordOf('one'))).rejects.toThrow();
    await store.close();
  });

  it('[J24] knows a publication of the current attempt and no other', async () => {
    const subject = await makeSubject();
    const store = subject.create();
    await store.open();
    const record = recordOf('one', { attemptToken: 'current' });
    await store.create(record, configOf('one'));
    expect(await store.readPublication(record)).toBeUndefined();
    await subject.publish('one', 'current');
    expect(await store.readPublication(record)).toEqual(publicationOf('current'));
    expect(await store.readPublication({ ...record, attemptToken: 'later' })).toBeUndefined();
    await store.close();
  });

  it('[J25] belongs to one server at a time', async () => {
    const subject = await makeSubject();
    const first = subject.create();
    await first.open();
    await expect(subject.create().open()).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
    await first.close();
    const next = subject.create();
    await next.open();
    await next.close();
  });
});
