import { describe, expect, test } from 'vitest';
import { plainFinish } from '../../src/contract/project-finish.ts';
import { plainConfig, startOwners, type OwnersRig } from './support/owners-rig.ts';

const camera = (filePath: string) => ({
  ...{ id: 'a', name: 'A', filePath, offsetSeconds: 0, driftPpm: 0 },
  sync: 'none' as const,
});

/** Alice's project with a source and a finished export. */
async function aliceHasProject(rig: OwnersRig): Promise<string> {
  await rig.put('users/alice/sources', 'cam.mp4');
  await rig.finish('alice', 'ep', 'cam.mp4');
  const alice = rig.as('alice');
  const { id, revision, name, stretches, rendition } = await alice.projects.create.mutate({ name: 'Talk' });
  const edit = { name, stretches, rendition, angles: [camera('cam.mp4')], exportIds: ['ep'] };
  await alice.projects.save.mutate({ id, revision, edit });
  return id;
}

const refused = (code: string) => ({ data: { problem: { code } } });

describe('a shared project', () => {
  test('is seen with its sources and its exports by whom it is shared with, until it is no longer', async () => {
    await using rig = await startOwners();
    const id = await aliceHasProject(rig);
    const [alice, carol] = [rig.as('alice'), rig.as('carol')];
    await expect(carol.projects.get.query({ id: `alice~${id}` })).rejects.toMatchObject(refused('NOT_FOUND'));
    const shared = await alice.projects.share.mutate({ id, name: 'carol@example.com', level: 'look' });
    expect(shared).toEqual([{ id: 'carol@example.com', name: 'carol@example.com', level: 'look' }]);
    expect(await carol.projects.list.query()).toMatchObject([{ id: `alice~${id}`, name: 'Talk' }]);
    const seen = await carol.projects.get.query({ id: `alice~${id}` });
    expect(seen).toMatchObject({ angles: [{ filePath: '~alice/cam.mp4' }], exportIds: ['alice~ep'] });
    expect(await carol.media.probe.query({ filePath: '~alice/cam.mp4' })).toMatchObject({ width: 320 });
    const status = await carol.get.query({ jobId: 'alice~ep' });
    expect(status).toMatchObject({
      jobId: 'alice~ep',
      status: 'completed',
      downloadUrl: '/api/export/alice~ep/download',
    });
    expect((await rig.rest('carol', '/api/export/alice~ep/download')).status).toBe(200);
    const cancelled = carol.remove.mutate({ jobId: 'alice~ep' });
    await expect(cancelled).rejects.toMatchObject(refused('NOT_FOUND'));
    const edit = { ...seen, name: 'Mine now' };
    const saved = carol.projects.save.mutate({ id: `alice~${id}`, revision: seen.revision, edit });
    await expect(saved).rejects.toMatchObject(refused('FORBIDDEN'));
    await alice.projects.share.mutate({ id, name: 'carol@example.com', level: null });
    await expect(carol.get.query({ jobId: 'alice~ep' })).rejects.toMatchObject(refused('NOT_FOUND'));
    await expect(carol.media.probe.query({ filePath: '~alice/cam.mp4' })).rejects.toMatchObject(
      refused('SOURCE_NOT_FOUND'),
    );
  });

  test('is heard, too: recorders, music, logos and captions go with it as its cameras do', async () => {
    await using rig = await startOwners();
    const id = await aliceHasProject(rig);
    const [alice, carol] = [rig.as('alice'), rig.as('carol')];
    await rig.put('users/alice/sources', 'mic.mp4');
    const { revision, ...edit } = await alice.projects.get.query({ id });
    const recorders = [{ ...camera('mic.mp4'), id: 'r' }];
    await alice.projects.save.mutate({
      ...{ id, revision },
      edit: {
        ...edit,
        finish: { ...plainFinish, recorders, captions: { filePath: 'said.srt', burn: false } },
      },
    });
    await alice.projects.share.mutate({ id, name: 'carol@example.com', level: 'look' });
    const { finish } = await carol.projects.get.query({ id: `alice~${id}` });
    expect(finish?.recorders).toMatchObject([{ filePath: '~alice/mic.mp4' }]);
    expect(finish?.captions).toMatchObject({ filePath: '~alice/said.srt' });
    expect(await carol.media.probe.query({ filePath: '~alice/mic.mp4' })).toMatchObject({ width: 320 });
    const [summary] = await carol.projects.list.query();
    expect(summary?.filePaths).toEqual(['~alice/cam.mp4', '~alice/mic.mp4', '~alice/said.srt']);
  });

  test('may be edited and exported by an editor; the export is the editor’s, and seen by the owner', async () => {
    await using rig = await startOwners();
    const id = await aliceHasProject(rig);
    const [alice, dave] = [rig.as('alice'), rig.as('dave')];
    await alice.projects.share.mutate({ id, name: 'dave@example.com', level: 'edit' });
    await rig.put('users/dave/sources', 'own.mp4');
    await rig.put('users/dave/sources', 'private.mp4');
    await rig.finish('dave', 'daves-cut', '~alice/cam.mp4');
    const seen = await dave.projects.get.query({ id: `alice~${id}` });
    const edit = {
      ...seen,
      angles: [...seen.angles, { ...camera('own.mp4'), id: 'b' }],
      exportIds: ['daves-cut', ...seen.exportIds],
    };
    await dave.projects.save.mutate({ id: `alice~${id}`, revision: seen.revision, edit });
    const now = await alice.projects.get.query({ id });
    expect(now.angles.map(({ filePath }) => filePath)).toEqual(['cam.mp4', '~dave/own.mp4']);
    expect(now.exportIds).toEqual(['dave~daves-cut', 'ep']);
    expect(await alice.get.query({ jobId: 'dave~daves-cut' })).toMatchObject({ status: 'completed' });
    expect(await alice.media.probe.query({ filePath: '~dave/own.mp4' })).toMatchObject({ width: 320 });
    await expect(alice.media.probe.query({ filePath: '~dave/private.mp4' })).rejects.toMatchObject(
      refused('SOURCE_NOT_FOUND'),
    );
  });

  test('opens nothing that somebody only names', async () => {
    await using rig = await startOwners();
    await rig.put('users/bob/sources', 'secret.mp4');
    await rig.finish('bob', 'secret-cut', 'secret.mp4');
    const id = await aliceHasProject(rig);
    const alice = rig.as('alice');
    const seen = await alice.projects.get.query({ id });
    const edit = { ...seen, angles: [camera('~bob/secret.mp4')], exportIds: ['bob~secret-cut'] };
    await alice.projects.save.mutate({ id, revision: seen.revision, edit });
    await alice.projects.share.mutate({ id, name: 'carol@example.com', level: 'edit' });
    for (const who of ['alice', 'carol']) {
      const export_ = rig.as(who).get.query({ jobId: 'bob~secret-cut' });
      await expect(export_).rejects.toMatchObject(refused('NOT_FOUND'));
      expect((await rig.rest(who, '/api/media/file/~bob/secret.mp4')).status).toBe(404);
    }
  });
});

describe('an address that nobody has', () => {
  test('is answered like any other, and whoever comes with it is let in', async () => {
    await using rig = await startOwners();
    const id = await aliceHasProject(rig);
    const { projects } = rig.as('alice');
    const shared = (name: string) => ({ id: name, name, level: 'look' });
    const share = (name: string) => projects.share.mutate({ id, name, level: 'look' });
    expect(await share('Frank@Example.com ')).toEqual([shared('frank@example.com')]);
    const [carol, frank] = [shared('carol@example.com'), shared('frank@example.com')];
    expect(await share('carol@example.com')).toEqual([carol, frank]);
    rig.accounts.joined.set('frank', { isAddressVerified: true });
    const seen = await rig.as('frank').projects.get.query({ id: `alice~${id}` });
    expect(seen).toMatchObject({ angles: [{ filePath: '~alice/cam.mp4' }] });
    expect(await rig.as('frank').get.query({ jobId: 'alice~ep' })).toMatchObject({ status: 'completed' });
    expect(await projects.sharedWith.query({ id })).toEqual([carol, frank]);
    await projects.share.mutate({ id, name: 'frank@example.com', level: null });
    const after = rig.as('frank').projects.get.query({ id: `alice~${id}` });
    await expect(after).rejects.toMatchObject(refused('NOT_FOUND'));
    expect(await projects.sharedWith.query({ id })).toEqual([carol]);
  });

  test('opens nothing to somebody who only says that it is theirs, nor once it is taken back', async () => {
    await using rig = await startOwners();
    const id = await aliceHasProject(rig);
    const { projects } = rig.as('alice');
    for (const who of ['erin', 'frank'])
      await projects.share.mutate({ id, name: `${who}@example.com`, level: 'edit' });
    await projects.share.mutate({ id, name: 'frank@example.com', level: null });
    rig.accounts.joined.set('erin', { isAddressVerified: false });
    rig.accounts.joined.set('frank', { isAddressVerified: true });
    for (const who of ['erin', 'frank']) {
      const get = rig.as(who).projects.get.query({ id: `alice~${id}` });
      await expect(get).rejects.toMatchObject(refused('NOT_FOUND'));
      expect(await rig.as(who).projects.list.query()).toEqual([]);
    }
    const nonsense = projects.share.mutate({ id, name: 'frank', level: 'look' });
    await expect(nonsense).rejects.toMatchObject(refused('INVALID_REQUEST'));
  });
});

describe('limits', () => {
  test('are of each user, and refusals say what is used and what is allowed', async () => {
    const environment = { USER_WAITING_EXPORTS: '1', USER_RUNNING_EXPORTS: '1', USER_PROGRAMME_MINUTES: '1' };
    await using rig = await startOwners({ ...environment, EXPORT_CONCURRENCY: '4' });
    const [alice, bob, ada] = [rig.as('alice'), rig.as('bob'), rig.as('ada')];
    expect(await alice.createExport.mutate(plainConfig('a-1'))).toMatchObject({ status: 'processing' });
    expect(await alice.createExport.mutate(plainConfig('a-2'))).toMatchObject({ status: 'pending' });
    await expect(alice.createExport.mutate(plainConfig('a-3'))).rejects.toMatchObject({
      message: '1 of your exports wait already, and 1 may.',
      ...refused('QUEUE_FULL'),
    });
    expect(await bob.createExport.mutate(plainConfig('b-1'))).toMatchObject({ status: 'processing' });
    const long = plainConfig('long');
    long.segments.forEach((segment) => Object.assign(segment, { startTime: 0, endTime: 40 }));
    await expect(bob.createExport.mutate(long)).rejects.toMatchObject({
      message: 'This programme lasts 2 minutes; yours may last up to 1 minutes.',
    });
    expect(await alice.usage.mine.query()).toMatchObject({
      limits: { waitingExports: 1, storedBytes: null },
      used: { waitingExports: 1, runningExports: 1 },
    });
    const limits = { ...(await alice.usage.mine.query()).limits, waitingExports: 5, storedBytes: 10 };
    await ada.usage.setLimits.mutate({ userId: 'bob', limits });
    await expect(bob.createExport.mutate(plainConfig('b-2'))).rejects.toMatchObject(refused('NO_ROOM'));
    const upload = await rig.rest('bob', '/api/upload', {
      method: 'POST',
      headers: {
        ...{ 'Tus-Resumable': '1.0.0', 'Upload-Length': '100' },
        'Upload-Metadata': `filename ${btoa('cam.mp4')}`,
      },
    });
    expect([upload.status, await upload.json()]).toMatchObject([507, { code: 'NO_ROOM' }]);
    const all = await ada.usage.all.query();
    expect(all.find(({ id }) => id === 'bob')).toMatchObject({
      hasOwnLimits: true,
      used: { runningExports: 1 },
    });
    const everybodys = await ada.usage.exports.query();
    expect(everybodys.exports.map(({ jobId }) => jobId).sort()).toEqual([
      'alice~a-1',
      'alice~a-2',
      'bob~b-1',
    ]);
    await expect(bob.usage.all.query()).rejects.toMatchObject(refused('FORBIDDEN'));
  });
});
