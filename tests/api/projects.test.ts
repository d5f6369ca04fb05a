import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { angle, editOf } from '../unit/projects/support/sample-projects.ts';
import { httpClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

const problem = (code: string) => ({ data: { problem: { code } } });

test('a project is made, listed, read, saved, duplicated and removed', async () => {
  await using server = await startTestServer();
  const { projects } = httpClient(server.url);
  expect(await projects.list.query()).toEqual([]);

  const made = await projects.create.mutate({ name: '  Episode 12 ', angles: [angle] });
  expect(made).toMatchObject({
    schemaVersion: 1,
    name: 'Episode 12',
    revision: 1,
    angles: [angle],
    stretches: [],
    exportIds: [],
    rendition: { format: 'mp4', codec: 'copy', includeAudio: true },
  });
  expect(await projects.get.query({ id: made.id })).toEqual(made);

  const edit = editOf({ name: 'Episode 12, cut' });
  const saved = await projects.save.mutate({ id: made.id, revision: 1, edit });
  expect(saved).toMatchObject({ ...edit, id: made.id, revision: 2, createdAt: made.createdAt });
  expect(await projects.list.query()).toMatchObject([
    { id: made.id, name: 'Episode 12, cut', revision: 2, angles: 1, durationSeconds: 7.5 },
  ]);

  const copy = await projects.duplicate.mutate({ id: made.id, name: 'Short version' });
  expect(copy).toMatchObject({ name: 'Short version', revision: 1, stretches: edit.stretches });
  await projects.remove.mutate({ id: made.id });
  await expect(projects.get.query({ id: made.id })).rejects.toMatchObject(problem('NOT_FOUND'));
  expect((await projects.list.query()).map(({ id }) => id)).toEqual([copy.id]);
  expect(await readdir(join(server.folder, 'projects'))).toEqual([`${copy.id}.json`]);
});

test('two tabs on one project: the second is told, loads, and goes on', async () => {
  await using server = await startTestServer();
  const [here, there] = [httpClient(server.url).projects, httpClient(server.url).projects];
  const { id } = await here.create.mutate({ name: 'Episode 12' });
  await here.save.mutate({ id, revision: 1, edit: editOf({ name: 'here' }) });

  const refused = there.save.mutate({ id, revision: 1, edit: editOf({ name: 'there' }) });
  await expect(refused).rejects.toMatchObject({
    message: expect.stringContaining('changed elsewhere'),
    data: { httpStatus: 409, code: 'CONFLICT', problem: { code: 'PROJECT_CHANGED' } },
  });
  expect((await here.get.query({ id })).name).toBe('here');

  const { revision } = await there.get.query({ id });
  const saved = await there.save.mutate({ id, revision, edit: editOf({ name: 'there' }) });
  expect(saved).toMatchObject({ name: 'there', revision: 3 });
});

test('the sample project plays the three sample cameras with a handful of cuts', async () => {
  await using server = await startTestServer();
  const sample = await httpClient(server.url).projects.createSample.mutate({});
  expect(server.parts.state.samples).toBe(1);
  expect(sample.angles.length).toBeGreaterThan(0);
  expect(sample.angles.every(({ offsetSeconds, sync }) => offsetSeconds === 0 && sync === 'none')).toBe(true);
  expect(sample.stretches.length).toBeGreaterThan(0);
  const ids = new Set(sample.angles.map(({ id }) => id));
  expect(sample.stretches.every(({ angleId }) => ids.has(angleId))).toBe(true);
});

test('projects outlive the server, and those of a later version stay as they are', async () => {
  await using server = await startTestServer();
  const client = httpClient(server.url);
  const made = await client.projects.create.mutate({ name: 'Episode 12' });
  const path = join(server.folder, 'projects', `${made.id}.json`);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(made);
  const later = JSON.stringify({ ...made, schemaVersion: 9, id: 'later' });
  await mkdir(join(server.folder, 'projects'), { recursive: true });
  await writeFile(join(server.folder, 'projects', 'later.json'), later);
  expect((await client.projects.list.query()).map(({ id }) => id)).toEqual([made.id]);
  const warning = server.logLines.find(({ name }) => name === 'later.json');
  expect(warning).toMatchObject({ level: 'warn', reason: expect.stringContaining('later version') });
});

describe('what is no edit is refused with its place', () => {
  const stretch = { angleId: 'a', start: 0, end: 1, isSilent: false };
  test.each<readonly [string, object, string]>([
    ['an empty name', { name: '   ' }, 'edit.name'],
    ['a stretch that ends before it starts', { stretches: [{ ...stretch, end: -1 }] }, 'edit.stretches[0]'],
    ['a drift of an hour', { angles: [{ ...angle, driftPpm: 1e6 }] }, 'edit.angles[0].driftPpm'],
    ['65 angles', { angles: Array.from({ length: 65 }, () => angle) }, 'edit.angles'],
    ['an export id that is a path', { exportIds: ['../x'] }, 'edit.exportIds[0]'],
  ])('%s', async (_name, change, path) => {
    await using server = await startTestServer();
    const { projects } = httpClient(server.url);
    const { id } = await projects.create.mutate({ name: 'Episode 12' });
    const edit = { ...editOf(), ...change };
    await expect(projects.save.mutate({ id, revision: 1, edit })).rejects.toMatchObject({
      data: { httpStatus: 400, issues: [{ path, message: expect.any(String) }] },
    });
    expect((await projects.get.query({ id })).revision).toBe(1);
  });
});

test('20,000 stretches are saved and read', async () => {
  await using server = await startTestServer();
  const { projects } = httpClient(server.url);
  const { id } = await projects.create.mutate({ name: 'Long' });
  const stretches = Array.from({ length: 20_000 }, (_, index) => ({
    angleId: 'a'.repeat(64),
    start: index + 0.123456789,
    end: index + 0.987654321,
    isSilent: false,
  }));
  await projects.save.mutate({ id, revision: 1, edit: editOf({ stretches }) });
  expect((await projects.get.query({ id })).stretches).toEqual(stretches);
});
