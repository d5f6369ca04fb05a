import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { httpClient } from './harness/clients.ts';

interface ServerProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
  readonly folder: string;
  readonly exit: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** A server in a process of its own, whose renders take a while to stop. */
async function spawnServer(stopMs: number): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-drain-'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'fixtures/serve-slow-to-stop.ts')],
    {
      env: { ...process.env, MEDIA_BASE_PATH: folder, PORT: '0', STOP_MS: String(stopMs) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found: unknown = JSON.parse(line).url;
      if (typeof found === 'string') resolve(found);
    });
  });
  return {
    child,
    url,
    folder,
    exit,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createTwo(url: string): Promise<void> {
  const { filePath: _path, ...output } = sampleConfig().output;
  for (const id of ['a', 'b']) await httpClient(url).createExport.mutate(sampleConfig({ id, output }));
}

async function stateOf(url: string, jobId: string): Promise<unknown> {
  return (await httpClient(url).get.query({ jobId })).status;
}

describe('SIGTERM', () => {
  test('drains: not ready, states back in line, sockets told, exit 0, no attempt spent', async () => {
    await using server = await spawnServer(700);
    await createTwo(server.url);
    while (
      (await stateOf(server.url, 'a')) !== 'processing' ||
      (await stateOf(server.url, 'b')) !== 'processing'
    );
    const followers = await Promise.all(Array.from({ length: 10 }, () => follow(server.url)));

    server.child.kill('SIGTERM');
    let ready = await fetch(`${server.url}/api/ready`);
    while (ready.status !== 503) ready = await fetch(`${server.url}/api/ready`);
    expect(await ready.json()).toMatchObject({ reasons: ['The server is shutting down.'] });
    const refused = await fetch(`${server.url}/api/export`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...sampleConfig(), id: 'late', output: { width: 16, height: 16, fps: 30 } }),
    });
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'NOT_READY' }]);

    expect(await server.exit).toEqual([0, null]);
    for (const follower of followers) {
      await follower.closed;
      const kinds = follower.messages.map(
        ({ method, result }) => method ?? result?.data?.json?.data?.status.status,
      );
      expect(kinds.at(-1)).toBe('reconnect');
      expect(kinds).toContain('pending');
    }
    for (const jobId of ['a', 'b']) {
      const record = JSON.parse(await readFile(join(server.folder, 'exports', jobId, 'status.json'), 'utf8'));
      expect(record).toMatchObject({ status: 'pending', attempt: 1 });
    }
  });

  test('a second one ends at once', async () => {
    await using server = await spawnServer(60_000);
    await createTwo(server.url);
    while ((await stateOf(server.url, 'a')) !== 'processing');
    server.child.kill('SIGTERM');
    while ((await fetch(`${server.url}/api/ready`)).status !== 503);
    server.child.kill('SIGTERM');
    expect(await server.exit).toEqual([143, null]);
  });
});

test('what is thrown and not caught ends the server with 1, and the log says what it was', async () => {
  await using server = await spawnServer(0);
  server.child.kill('SIGUSR2');
  expect(await server.exit).toEqual([1, null]);
});

interface Follower {
  readonly messages: {
    method?: string;
    result?: { data?: { json?: { data?: { status: { status: string } } } } };
  }[];
  readonly closed: Promise<unknown>;
}

/** Follows the queue over a bare socket that does not reconnect. */
async function follow(url: string): Promise<Follower> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/trpc`);
  const messages: Follower['messages'] = [];
  const closed = once(socket, 'close');
  const started = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text === 'PING') return;
      messages.push(JSON.parse(text) as Follower['messages'][number]);
      resolve();
    });
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'queue', input: {} } }));
  await started;
  return { messages, closed };
}
