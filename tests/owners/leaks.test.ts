import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainConfig, startOwners, type OwnersRig } from './support/owners-rig.ts';

const camera = (filePath: string) => ({
  ...{ id: 'a', name: 'A', filePath, offsetSeconds: 0, driftPpm: 0 },
  sync: 'none' as const,
});
const refused = (code: string) => ({ data: { problem: { code } } });

/** Alice's project, with these cameras and exports. */
async function projectOfAlice(rig: OwnersRig, filePath: string, exportIds: string[] = []): Promise<string> {
  const { projects } = rig.as('alice');
  const { id, revision, name, stretches, rendition } = await projects.create.mutate({ name: 'Talk' });
  await projects.save.mutate({
    ...{ id, revision },
    edit: { name, stretches, rendition, angles: [camera(filePath)], exportIds },
  });
  return id;
}

test('what is not shared any more is not made anything of again', async () => {
  await using rig = await startOwners();
  await rig.put('users/alice/sources', 'cam.mp4');
  const id = await projectOfAlice(rig, 'cam.mp4');
  const [alice, bob] = [rig.as('alice'), rig.as('bob')];
  await alice.projects.share.mutate({ id, name: 'bob@example.com', level: 'edit' });
  for (const jobId of ['done', 'failed']) await bob.createExport.mutate(plainConfig(jobId, '~alice/cam.mp4'));
  (await rig.server.parts.renderOf('bob~failed')).fail();
  (await rig.server.parts.renderOf('bob~done')).complete();
  await expect.poll(() => bob.get.query({ jobId: 'done' })).toMatchObject({ status: 'completed' });
  await expect.poll(() => bob.get.query({ jobId: 'failed' })).toMatchObject({ status: 'failed' });
  await alice.projects.share.mutate({ id, name: 'bob@example.com', level: null });
  for (const again of [
    () => bob.retry.mutate({ jobId: 'failed' }),
    () => bob.retryOutput.mutate({ jobId: 'done', outputId: 'output' }),
    () => bob.createExport.mutate(plainConfig('new', '~alice/cam.mp4')),
  ])
    await expect(again()).rejects.toMatchObject(refused('SOURCE_NOT_FOUND'));
  // What was made while it was shared is Bob's.
  expect((await rig.rest('bob', '/api/export/done/download')).status).toBe(200);
  await alice.projects.share.mutate({ id, name: 'bob@example.com', level: 'edit' });
  expect(await bob.retry.mutate({ jobId: 'failed' })).toMatchObject({ attempt: 2 });
});

test('an editor brings along what they add, not what somebody else has written under their name', async () => {
  await using rig = await startOwners();
  await rig.put('users/bob/sources', 'secret.mp4');
  await rig.finish('bob', 'secret-cut', 'secret.mp4');
  const id = await projectOfAlice(rig, '~bob/secret.mp4', ['bob~secret-cut']);
  const [alice, bob] = [rig.as('alice'), rig.as('bob')];
  await alice.projects.share.mutate({ id, name: 'bob@example.com', level: 'edit' });
  const seen = await bob.projects.get.query({ id: `alice~${id}` });
  // To Bob it looks like a project with a camera of his.
  expect(seen).toMatchObject({ angles: [{ filePath: 'secret.mp4' }], exportIds: ['secret-cut'] });
  await bob.projects.save.mutate({
    ...{ id: `alice~${id}`, revision: seen.revision },
    edit: { ...seen, name: 'A better name' },
  });
  await expect(alice.get.query({ jobId: 'bob~secret-cut' })).rejects.toMatchObject(refused('NOT_FOUND'));
  await expect(alice.media.probe.query({ filePath: '~bob/secret.mp4' })).rejects.toMatchObject(
    refused('SOURCE_NOT_FOUND'),
  );
  expect((await rig.rest('alice', '/api/media/file/~bob/secret.mp4')).status).toBe(404);
});

test('a key for less than everything makes no ticket for everybody’s files', async () => {
  await using rig = await startOwners();
  await rig.put('users/alice/sources', 'cam.mp4');
  await rig.finish('alice', 'ep', 'cam.mp4');
  const path = '/api/export/alice~ep/download';
  const openedBy = async (who: string): Promise<number> => {
    const { ticket = '' } = await rig.as(who).ticket.query({ path });
    return (await fetch(`${rig.server.url}${path}?ticket=${ticket}`)).status;
  };
  // Ada is an administrator: herself, a key for administration, and one to read her own things.
  expect(await openedBy('ada')).toBe(200);
  expect(await openedBy('ada:read,admin')).toBe(200);
  expect((await rig.rest('ada:read', path)).status).toBe(404);
  expect(await openedBy('ada:read')).toBe(404);
  expect(await openedBy('bob')).toBe(404);
});

test('pages of the list, and of a log, tell nothing of what others have made', async () => {
  await using rig = await startOwners();
  const [alice, bob] = [rig.as('alice'), rig.as('bob')];
  for (const id of ['b-1', 'b-2', 'b-3']) await bob.createExport.mutate(plainConfig(id));
  const first = await bob.list.query({ limit: 1 });
  for (let i = 0; i < 5; i += 1) await alice.createExport.mutate(plainConfig(`a-${i}`));
  expect(first.nextCursor).not.toMatch(/^\d+$/);
  const second = await bob.list.query({ limit: 1, cursor: first.nextCursor ?? '' });
  expect(second.exports.map(({ jobId }) => jobId)).toEqual(['b-2']);
  const rest = await bob.list.query({ limit: 5, cursor: second.nextCursor ?? '' });
  expect(rest.exports.map(({ jobId }) => jobId)).toEqual(['b-1']);
  for (const cursor of [first.nextCursor ?? '', '1', 'AAAA'])
    await expect(alice.list.query({ cursor })).rejects.toMatchObject(refused('NOT_FOUND'));
  const render = await rig.server.parts.renderOf('bob~b-1');
  render.complete();
  await expect.poll(() => bob.get.query({ jobId: 'b-1' })).toMatchObject({ status: 'completed' });
  const lines = [{ event: 'child', task: 'span 1' }, { event: 'reused' }, { event: 'note', about: 'reuse' }];
  await writeFile(
    join(rig.server.folder, 'users/bob/exports/b-1/log.ndjson'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  expect(await bob.logOf.query({ jobId: 'b-1', tail: 1 })).toEqual({
    ...{ entries: [{ event: 'child', task: 'span 1' }], isTruncated: false },
  });
});

test('what is missing on the server is told to administrators', async () => {
  await using rig = await startOwners();
  rig.server.parts.state.reasons.push('Only 900 MB are free on the disk.');
  const reasonsFor = async (who: string) =>
    ((await (await rig.rest(who, '/api/ready')).json()) as { reasons: string[] }).reasons.join(' ');
  expect(await reasonsFor('ada')).toContain('900 MB');
  expect(await reasonsFor('bob')).toContain('cannot render now');
  expect(await reasonsFor('bob')).not.toContain('MB');
});
