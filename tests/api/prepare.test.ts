import { expect, test } from 'vitest';
import type { PreparationsPort } from '../../src/api/runtime.ts';
import type { ExportConfig } from '../../src/contract/config/parse-config.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { httpClient, socketClient } from './harness/clients.ts';
import { startTestServer, type TestServer } from './harness/start-test-server.ts';

/** Takes down what is asked for, and tells of half an edit until nobody listens. */
function scriptPreparations({ parts }: TestServer) {
  const names: string[] = [];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const preparations: PreparationsPort = {
    prepare: async ({ name, config }) => {
      names.push(`${name} ${config.projectName}`);
      return { chunks: 7, ready: 0.25, seconds: 40 };
    },
    watch: async function* (name, signal) {
      names.push(name);
      yield { ready: 0.5, exportSeconds: 30 };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      end();
    },
  };
  Object.assign(parts.preparations, preparations);
  return { names, ended };
}

test('prepare takes a config and answers what is there; configs of one project share a name', async () => {
  await using server = await startTestServer();
  const { names } = scriptPreparations(server);
  const client = httpClient(server.url);
  const config = { ...sampleConfig(), projectId: undefined, projectName: 'Episode' };
  expect(await client.prepare.mutate(config)).toEqual({ chunks: 7, ready: 0.25, seconds: 40 });
  await client.prepare.mutate({ ...config, projectId: 'project' });
  // Larger than any other call may be: checked in a thread.
  const [segment] = config.segments;
  const segments = Array.from({ length: 4000 }, () => ({ ...segment }) as (typeof config.segments)[number]);
  await client.prepare.mutate({ ...config, segments, projectName: 'Long' });
  expect(names).toEqual([`${config.id} Episode`, 'project Episode', `${config.id} Long`]);
  await expect(client.prepare.mutate({ ...config, segments: [] })).rejects.toMatchObject({
    data: { problem: { code: 'INVALID_CONFIG' } },
  });
});

test('prepare takes the id of a project, too: what the studio would export of it', async () => {
  await using server = await startTestServer();
  const configs: ExportConfig[] = [];
  scriptPreparations(server);
  Object.assign(server.parts.preparations, {
    prepare: async ({ config }: { readonly config: ExportConfig }) => {
      configs.push(config);
      return { chunks: 1, ready: 1, seconds: 2 };
    },
  });
  const client = httpClient(server.url);
  const angles = ['a', 'b'].map((id) => ({
    ...{ id, name: id, filePath: `${id}.mp4`, offsetSeconds: 0.5, driftPpm: 0, sync: 'hand' as const },
  }));
  const stretches = [
    { angleId: 'a', start: 0, end: 2, isSilent: false },
    { angleId: 'b', start: 2, end: 3, isSilent: false },
  ];
  const { id, revision, rendition, exportIds } = await client.projects.create.mutate({
    name: 'Episode',
    angles,
  });
  const edit = { name: 'Episode', angles, stretches, rendition, exportIds };
  await client.projects.save.mutate({ id, revision, edit });
  expect(await client.prepare.mutate({ projectId: id })).toEqual({ chunks: 1, ready: 1, seconds: 2 });
  expect(configs).toMatchObject([
    {
      version: 2,
      projectId: id,
      projectName: 'Episode',
      shots: [
        { show: 'a', from: 0, to: 2 },
        { show: 'b', from: 2, to: 3 },
      ],
      sound: { tracks: [{ angle: 'a' }] },
    },
  ]);
  const empty = await client.projects.create.mutate({ name: 'Nothing yet' });
  await expect(client.prepare.mutate({ projectId: empty.id })).rejects.toMatchObject({
    data: { problem: { code: 'INVALID_REQUEST' } },
  });
  await expect(client.prepare.mutate({ projectId: 'nobody' })).rejects.toMatchObject({
    data: { problem: { code: 'NOT_FOUND' } },
  });
});

test.each(['socket', 'http'] as const)(
  'prepared tells how far a project is over %s, until nobody listens',
  async (way) => {
    await using server = await startTestServer();
    const { names, ended } = scriptPreparations(server);
    using socket = socketClient(server.url);
    const client = way === 'socket' ? socket.client : httpClient(server.url);
    const told = await new Promise((resolve, reject) => {
      const subscription = client.prepared.subscribe(
        { projectId: 'project' },
        {
          onData: (state) => {
            subscription.unsubscribe();
            resolve(state);
          },
          onError: reject,
        },
      );
    });
    expect(told).toEqual({ ready: 0.5, exportSeconds: 30 });
    expect(names).toEqual(['project']);
    await ended;
  },
);
