import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tusUpload } from '../api/harness/tus-upload.ts';
import { filmBytes, plainConfig, startOwners, type OwnersRig } from './support/owners-rig.ts';

describe('exports of two users', () => {
  test('may have the same id; each sees their own, and their files lie apart', async () => {
    await using rig = await startOwners();
    const [alice, bob] = [rig.as('alice'), rig.as('bob')];
    expect(await alice.createExport.mutate(plainConfig('episode-12'))).toMatchObject({ jobId: 'episode-12' });
    expect(await bob.createExport.mutate(plainConfig('episode-12'))).toMatchObject({ jobId: 'episode-12' });
    const render = await rig.server.parts.renderOf('alice~episode-12');
    expect(render.request.folder).toBe(join(rig.server.folder, 'users/alice/exports/episode-12'));
    expect(render.request.config.sources[0]?.filePath).toBe('~alice/camera1.mp4');
    render.complete(Buffer.from('of alice'));
    await expect.poll(() => alice.get.query({ jobId: 'episode-12' })).toMatchObject({ status: 'completed' });
    expect(await bob.get.query({ jobId: 'episode-12' })).toMatchObject({ status: 'processing' });
    const status = await alice.get.query({ jobId: 'episode-12' });
    expect(JSON.stringify(status)).not.toContain('alice');
    expect(status.downloadUrl).toBe('/api/export/episode-12/download');
    expect(await (await rig.rest('alice', '/api/export/episode-12/download')).text()).toBe('of alice');
    expect((await rig.rest('bob', '/api/export/episode-12/download')).status).toBe(409);
    expect((await bob.list.query()).exports.map(({ jobId }) => jobId)).toEqual(['episode-12']);
    expect(await bob.counts.query()).toMatchObject({ processing: 1, completed: 0 });
    const disk = JSON.parse(
      await readFile(join(rig.server.folder, 'users/alice/exports/episode-12/status.json'), 'utf8'),
    ) as unknown;
    expect(disk).toMatchObject({ jobId: 'episode-12', owner: 'alice' });
  });

  test('are not there for the other, under any name', async () => {
    await using rig = await startOwners();
    await rig.as('alice').createExport.mutate(plainConfig('secret-cut'));
    const unknown = await rig.rest('bob', '/api/export/never-was/status');
    for (const id of ['secret-cut', 'alice~secret-cut', 'alice%7Esecret-cut', '~alice~secret-cut']) {
      const answer = await rig.rest('bob', `/api/export/${id}/status`);
      const known = (await unknown.clone().text()).replaceAll('never-was', decodeURIComponent(id));
      expect([id, answer.status, await answer.text()]).toEqual([id, 404, known]);
    }
    for (const act of ['cancel', 'retry', 'remove'] as const) {
      const refused = rig.as('bob')[act].mutate({ jobId: 'alice~secret-cut' });
      await expect(refused).rejects.toMatchObject({ data: { problem: { code: 'NOT_FOUND' } } });
    }
    expect(await rig.as('alice').get.query({ jobId: 'secret-cut' })).toMatchObject({ status: 'processing' });
  });

  test('wait in lines of their own: a place tells nothing of others', async () => {
    await using rig = await startOwners({ EXPORT_CONCURRENCY: '1' });
    const [alice, bob] = [rig.as('alice'), rig.as('bob')];
    await alice.createExport.mutate(plainConfig('runs'));
    for (const id of ['a-1', 'a-2', 'a-3']) await alice.createExport.mutate(plainConfig(id));
    expect(await bob.createExport.mutate(plainConfig('b-1'))).toMatchObject({ queuePosition: 1 });
    expect(await alice.get.query({ jobId: 'a-3' })).toMatchObject({ queuePosition: 3 });
  });

  test('are there again after a restart, each for its owner', async () => {
    const rig = await startOwners();
    await rig.as('alice').createExport.mutate(plainConfig('kept'));
    await rig.as('ada').createExport.mutate(plainConfig('house'));
    const { folder } = rig.server;
    expect(await readdir(join(folder, 'users/alice/exports'))).toEqual(['kept']);
    expect(await readdir(join(folder, 'exports'))).toContain('house');
    await rig.server.close('shutdown');
    await using again = await startAgain(folder);
    expect((await again.as('alice').list.query()).exports).toMatchObject([{ jobId: 'kept' }]);
    expect((await again.as('ada').list.query()).exports.map(({ jobId }) => jobId)).toContain('house');
    expect((await again.as('bob').list.query()).exports).toEqual([]);
  });
});

async function startAgain(folder: string): Promise<OwnersRig> {
  return startOwners({ MEDIA_BASE_PATH: folder });
}

describe('what was there before there were accounts', () => {
  test('belongs to the first administrator who comes, and to nobody else', async () => {
    await using rig = await startOwners();
    await rig.put('sources', 'old.mp4');
    expect(await rig.as('bob').media.list.query()).toEqual([]);
    expect(await rig.as('ada').media.list.query()).toMatchObject([{ filePath: 'old.mp4' }]);
    const claim = await readFile(join(rig.server.folder, 'users/first-administrator.json'), 'utf8');
    expect(JSON.parse(claim)).toEqual({ schemaVersion: 1, principalId: 'ada' });
    for (const name of ['old.mp4', '~administrator/old.mp4', join(rig.server.folder, 'sources/old.mp4')]) {
      const file = await rig.rest('bob', `/api/media/probe?filePath=${encodeURIComponent(name)}`);
      expect([name, file.status]).toEqual([name, 400]);
    }
    expect(await rig.as('ada').media.probe.query({ filePath: 'old.mp4' })).toMatchObject({ width: 320 });
  });
});

describe('sources and uploads of two users', () => {
  test('lie apart; one may have the other’s names, and nothing else', async () => {
    await using rig = await startOwners({ TRUSTED_PROXIES: '127.0.0.1' });
    const headers = { Authorization: 'Bearer alice' };
    const upload = tusUpload(rig.server.url, await filmBytes(), {
      headers,
      metadata: { filename: 'cam.mp4' },
    });
    await upload.done;
    expect(await readdir(join(rig.server.folder, 'users/alice/sources'))).toEqual(['cam.mp4']);
    expect(await rig.as('alice').media.list.query()).toMatchObject([{ filePath: 'cam.mp4' }]);
    expect(await rig.as('bob').media.list.query()).toEqual([]);
    const path = new URL(upload.upload.url ?? '').pathname;
    const head = (who: string) =>
      rig.rest(who, path, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
    expect([(await head('alice')).status, (await head('bob')).status]).toEqual([200, 404]);
    expect((await rig.rest('bob', '/api/media/file/~alice/cam.mp4')).status).toBe(404);
    expect((await rig.rest('alice', '/api/media/file/cam.mp4')).status).toBe(200);
    for (const last of [7, 8]) {
      const headers = { 'X-Forwarded-For': `203.0.113.${last}` };
      expect((await rig.rest('ada', '/api/media/file/~alice/cam.mp4', { headers })).status).toBe(200);
    }
    const opened = { event: 'source.open', principal: { name: 'ada@example.com' } };
    expect(rig.accounts.audit).toMatchObject([
      { ...opened, about: { name: '~alice/cam.mp4' }, address: '203.0.113.7' },
      { ...opened, about: { name: '~alice/cam.mp4' }, address: '203.0.113.8' },
    ]);
    const stolen = rig.as('bob').createExport.mutate(plainConfig('theft', '~alice/cam.mp4'));
    await expect(stolen).rejects.toMatchObject({
      data: { problem: { code: 'SOURCE_NOT_FOUND' } },
    });
  });
});

describe('projects and webhooks of two users', () => {
  test('are their own', async () => {
    await using rig = await startOwners();
    const [alice, bob] = [rig.as('alice'), rig.as('bob')];
    const project = await alice.projects.create.mutate({ name: 'Mine' });
    expect(await bob.projects.list.query()).toEqual([]);
    for (const id of [project.id, `alice~${project.id}`]) {
      const refused = bob.projects.get.query({ id });
      await expect(refused).rejects.toMatchObject({ data: { problem: { code: 'NOT_FOUND' } } });
    }
    const hook = await alice.webhooks.create
      .mutate({ url: 'https://203.0.113.9/hook' })
      .catch(() => undefined);
    expect(await bob.webhooks.list.query()).toEqual([]);
    if (hook) await expect(bob.webhooks.remove.mutate({ id: hook.id })).rejects.toMatchObject({ data: {} });
  });
});
