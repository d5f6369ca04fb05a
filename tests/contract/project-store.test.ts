import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Project } from '../../src/contract/project.ts';
import { createProjects } from '../../src/projects/create-projects.ts';
import { createFileProjectStore } from '../../src/projects/file-store/file-project-store.ts';
import { createMemoryProjectStore } from '../../src/projects/memory-project-store.ts';
import type { ProjectStore } from '../../src/projects/project-store.ts';
import { angle, editOf, projectOf } from '../unit/projects/support/sample-projects.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** Makes another store on the same ground, as a new server would. */
type StoreMaker = () => ProjectStore;

const adapters: readonly (readonly [string, () => Promise<StoreMaker>])[] = [
  [
    'memory',
    async () => {
      const shelf = new Map<string, Project>();
      const kept = new Map<string, ReadonlyMap<number, Project>>();
      return () => createMemoryProjectStore(shelf, kept);
    },
  ],
  [
    'file',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'cutroom-projects-'));
      cleanUps.push(() => rm(folder, { recursive: true, force: true }));
      const onDamaged = (entry: object) => expect.fail(JSON.stringify(entry));
      return () => createFileProjectStore({ folder: join(folder, 'projects'), onDamaged });
    },
  ],
];

describe.each(adapters)('ProjectStore over %s', (_name, makeMaker) => {
  it('holds what was written for the next server', async () => {
    const makeStore = await makeMaker();
    await makeStore().write(projectOf('one'));
    await makeStore().write(projectOf('two', { stretches: [] }));
    const next = makeStore();
    expect(await next.read('one')).toEqual(projectOf('one'));
    const listed = [...(await next.list())].sort((a, b) => a.id.localeCompare(b.id));
    expect(listed).toMatchObject([
      { id: 'one', angles: 1, durationSeconds: 7.5, revision: 1 },
      { id: 'two', angles: 1, durationSeconds: 0, revision: 1 },
    ]);
  });

  it('is empty at first, and an absent project is none', async () => {
    const store = (await makeMaker())();
    expect(await store.list()).toEqual([]);
    expect(await store.read('one')).toBeUndefined();
  });

  it('replaces what is there', async () => {
    const makeStore = await makeMaker();
    const store = makeStore();
    await store.write(projectOf('one'));
    expect(await store.list()).toMatchObject([{ revision: 1 }]);
    await store.write(projectOf('one', { revision: 2, name: 'Другое' }));
    expect(await store.list()).toMatchObject([{ revision: 2, name: 'Другое' }]);
    expect(await makeStore().read('one')).toMatchObject({ revision: 2, name: 'Другое' });
  });

  it('removes, and does not mind when it is gone', async () => {
    const makeStore = await makeMaker();
    const store = makeStore();
    await store.write(projectOf('one'));
    await store.remove('one');
    await store.remove('one');
    expect(await store.list()).toEqual([]);
    expect(await makeStore().read('one')).toBeUndefined();
  });

  it('is not changed by what the writer does to its object afterwards', async () => {
    const store = (await makeMaker())();
    const project = projectOf('one');
    await store.write(project);
    project.stretches.length = 0;
    expect(await store.read('one')).toEqual(projectOf('one'));
  });
});

describe.each(adapters)('What ProjectStore over %s keeps', (_name, makeMaker) => {
  it('stays beside the project, newest first, until it is dropped or the project is removed', async () => {
    const makeStore = await makeMaker();
    const store = makeStore();
    const [one, two] = [projectOf('one'), projectOf('one', { revision: 2, name: 'later' })];
    await store.write(one);
    await store.keep(one);
    await store.keep(two);
    await store.keep(projectOf('other'));
    const savedAt = Date.parse(one.updatedAt);
    const both = [2, 1].map((revision) => ({ revision, savedAt }));
    expect(await makeStore().kept('one')).toEqual(both);
    expect(await makeStore().readKept('one', 2)).toEqual(two);
    expect(await store.readKept('one', 3)).toBeUndefined();
    expect(await store.list()).toHaveLength(1);
    await store.dropKept('one', 2);
    await store.dropKept('one', 2);
    expect(await store.kept('one')).toEqual(both.slice(1));
    await store.remove('one');
    expect(await makeStore().kept('one')).toEqual([]);
    expect(await store.kept('other')).toHaveLength(1);
  });
});

describe.each(adapters)('Projects over %s', (_name, makeMaker) => {
  it('keep a state every ten minutes and before large changes, and what was kept can be read', async () => {
    let minute = 0;
    const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute));
    const projects = createProjects({ store: (await makeMaker())(), now });
    const { id } = await projects.create(editOf());
    let revision = 1;
    const save = async (at: number, edit = editOf({ name: `at ${at}` })) => {
      minute = at;
      revision = (await projects.save({ id, revision, edit })).revision;
    };
    await save(4);
    expect(await projects.versions(id)).toEqual([]);
    for (const at of [11, 12, 25, 26]) await save(at);
    expect((await projects.versions(id)).map(({ name }) => name)).toEqual(['at 25', 'at 12', 'at 4']);
    const many = Array.from({ length: 30 }, (_, at) => ({
      angleId: 'a',
      start: at,
      end: at + 1,
      isSilent: false,
    }));
    await save(27, editOf({ stretches: many }));
    const [latest] = await projects.versions(id);
    expect(latest).toMatchObject({ name: 'at 26', shots: 2, angles: 1, durationSeconds: 7.5 });
    expect(await projects.version(id, latest?.revision ?? 0)).toMatchObject({ name: 'at 26' });
    await expect(projects.version(id, 999)).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
    await projects.remove(id);
    await expect(projects.versions(id)).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } });
  });

  it('let only one of two saves from the same revision through', async () => {
    const projects = createProjects({ store: (await makeMaker())() });
    const { id } = await projects.create({ name: 'Episode 12' });
    const saves = await Promise.allSettled([
      projects.save({ id, revision: 1, edit: editOf({ name: 'mine' }) }),
      projects.save({ id, revision: 1, edit: editOf({ name: 'theirs' }) }),
    ]);
    expect(saves.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(saves[1]).toMatchObject({ reason: { problem: { code: 'PROJECT_CHANGED' } } });
    expect(await projects.get(id)).toMatchObject({ name: 'mine', revision: 2 });
  });

  it('keep the order of many saves of one project, each on the one before', async () => {
    const projects = createProjects({ store: (await makeMaker())() });
    const { id } = await projects.create({ name: 'Episode 12' });
    const saves = Array.from({ length: 20 }, (_, index) =>
      projects.save({ id, revision: index + 1, edit: editOf({ name: `after ${index + 1}` }) }),
    );
    const revisions = (await Promise.all(saves)).map(({ revision }) => revision);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(await projects.get(id)).toMatchObject({ name: 'after 20' });
  });

  it('answer the same save again when its answer was lost', async () => {
    const projects = createProjects({ store: (await makeMaker())() });
    const { id } = await projects.create({ name: 'Episode 12' });
    const save = { id, revision: 1, edit: editOf({ name: 'once' }) };
    const first = await projects.save(save);
    expect(await projects.save(save)).toEqual(first);
    const another = projects.save({ ...save, edit: editOf({ name: 'twice' }) });
    await expect(another).rejects.toMatchObject({ problem: { code: 'PROJECT_CHANGED' } });
  });

  it('are listed by their latest change', async () => {
    let minute = 0;
    const now = () => new Date(Date.UTC(2026, 0, 1, 0, (minute += 1)));
    const projects = createProjects({ store: (await makeMaker())(), now });
    const first = await projects.create({ name: 'first' });
    await projects.create({ name: 'second' });
    expect((await projects.list()).map(({ name }) => name)).toEqual(['second', 'first']);
    await projects.save({ id: first.id, revision: 1, edit: editOf({ name: 'first again' }) });
    expect((await projects.list()).map(({ name }) => name)).toEqual(['first again', 'second']);
  });

  it('duplicate the edit under an id of its own, without the exports', async () => {
    const projects = createProjects({ store: (await makeMaker())() });
    const original = await projects.create({ ...editOf(), exportIds: ['export-1'] });
    const copy = await projects.duplicate(original.id);
    expect(copy).toMatchObject({ name: 'Episode 12 (copy)', angles: [angle], revision: 1, exportIds: [] });
    expect(copy.id).not.toBe(original.id);
    await projects.remove(original.id);
    expect(await projects.get(copy.id)).toEqual(copy);
    const long = await projects.create({ name: '🎬'.repeat(100) });
    const { name } = await projects.duplicate(long.id);
    expect([name.length <= 200, Buffer.from(name).toString()]).toEqual([true, name]);
  });

  it.each(['nothing', '', '.', '..', '../projects/one', 'a/b', '.quarantine', 'x'.repeat(200), 'a\0b'])(
    'answer %j as a project that is not there',
    async (id) => {
      const projects = createProjects({ store: (await makeMaker())() });
      const gone = { problem: { code: 'NOT_FOUND' } };
      await expect(projects.get(id)).rejects.toMatchObject(gone);
      await expect(projects.remove(id)).rejects.toMatchObject(gone);
      await expect(projects.duplicate(id)).rejects.toMatchObject(gone);
      await expect(projects.save({ id, revision: 1, edit: editOf() })).rejects.toMatchObject(gone);
    },
  );
});
