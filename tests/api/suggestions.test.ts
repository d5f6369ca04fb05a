import { expect, test } from 'vitest';
import { httpClient } from './harness/clients.ts';
import { startTestServer } from './harness/start-test-server.ts';

async function post(url: string, path: string, body: unknown) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const angle = (id: string) => ({
  ...{ id, name: id, filePath: `${id}.mp4`, offsetSeconds: 0, driftPpm: 0, sync: 'none' as const },
});

test('a cut is suggested of angles, or of a project with its frame rate, with a preset and knobs', async () => {
  await using server = await startTestServer();
  const { status, body } = await post(server.url, '/api/suggest-cuts', {
    angles: [{ id: 'a', filePath: 'a.mp4' }],
    preset: 'calm',
    knobs: { shortestSeconds: 3.5 },
    fps: 25,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ angles: [{ id: 'a' }], warnings: ['at least 3.5 s, at 25 fps'] });
  const { body: created } = await post(server.url, '/api/interchange/import', {
    ...{ fileName: 'talk.edl', fps: 25, create: true },
    text: 'TITLE: Talk\n001  A V C 00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: a.mp4\n',
  });
  const { projectId } = created;
  const cut = await post(server.url, '/api/suggest-cuts', { projectId });
  expect(cut.body).toMatchObject({ angles: [{ id: 'angle-1' }], warnings: ['at least 2 s, at 25 fps'] });
  expect((await post(server.url, '/api/suggest-trims', { projectId })).body).toMatchObject({ trims: [] });
});

test('what makes no sense is refused with its path', async () => {
  await using server = await startTestServer();
  const refused = async (path: string, body: unknown) => (await post(server.url, path, body)).body['error'];
  expect(await refused('/api/suggest-cuts', {})).toContain('must name a project (projectId) or angles');
  expect(await refused('/api/suggest-cuts', { angles: [{ id: 'a' }] })).toContain('angles[0].filePath');
  expect(await refused('/api/suggest-cuts', { projectId: 'nothing' })).toContain('nothing');
  expect(await refused('/api/suggest-trims', { projectId: 'x', knobs: { paddingSeconds: -1 } })).toContain(
    'knobs.paddingSeconds',
  );
  expect(await refused('/api/interchange/import', { fileName: 'x.xml', text: '<svg/>' })).toContain('svg');
  expect(await refused('/api/interchange/export', { projectId: 'p', format: 'aaf' })).toContain('format');
});

test('an edit goes out to every program and comes in as a project', async () => {
  await using server = await startTestServer();
  const client = httpClient(server.url);
  const made = await client.projects.create.mutate({ name: 'Talk', angles: [angle('a'), angle('b')] });
  const { revision, id, createdAt: _c, updatedAt: _u, schemaVersion: _s, ...edit } = made;
  const stretches = [
    { angleId: 'a', start: 0, end: 2, isSilent: false },
    { angleId: 'b', start: 2, end: 5, isSilent: false },
  ];
  await client.projects.save.mutate({ id, revision, edit: { ...edit, stretches } });
  for (const format of ['fcpxml', 'xml', 'otio', 'edl'] as const) {
    const file = await client.interchange.export.query({ projectId: id, format });
    expect(file.fileName).toBe(`Talk.${format}`);
    const back = await client.interchange.import.mutate({
      fileName: file.fileName,
      text: file.text,
      create: true,
    });
    const project = await client.projects.get.query({ id: back.projectId ?? '' });
    expect(project.angles.map(({ filePath }) => filePath)).toEqual(['a.mp4', 'b.mp4']);
    expect(project.stretches.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 5],
    ]);
  }
});
