import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

test('SIGTERM with two renders running and ten sockets open: out within ten seconds, nothing lost, nothing left', async () => {
  await using workshop = await openWorkshop('1280x720');
  const ids = ['a', 'b'];
  {
    await using server = await startServerProcess(workshop.folder, { FFMPEG_CONCURRENCY: '2' });
    for (const id of ids) await server.post(editOf(id, { repeats: 60, width: 1280, height: 720 }));
    for (const id of ids) await server.until(id, ({ status }) => status === 'processing');
    await server.until('a', ({ framesDone }) => (framesDone ?? 0) > 0);
    const sockets = await Promise.all(
      Array.from({ length: 10 }, () => openSocket(server.url.replace('http', 'ws'))),
    );
    const stoppedAt = performance.now();
    server.kill('SIGTERM');
    expect(await server.exit).toEqual([0, null]);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    for (const socket of sockets) expect(await socket.last).toContain('reconnect');
    expect(server.children()).toEqual([]);
  }
  for (const id of ids) {
    const folder = join(workshop.folder, 'exports', id);
    const record = JSON.parse(await readFile(join(folder, 'status.json'), 'utf8')) as unknown;
    expect(record).toMatchObject({ status: 'pending', attempt: 1, crashes: 0 });
    expect(await readdir(folder)).not.toContain('partial');
  }
  expect(await readdir(join(workshop.folder, 'children'))).toEqual([]);
});

/** `last` resolves with the last message when the socket has closed. */
async function openSocket(address: string): Promise<{ last: Promise<string> }> {
  const socket = new WebSocket(`${address}/api/trpc`);
  let message = '';
  socket.on('message', (data: Buffer) => (message = data.toString()));
  const last = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(message));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { last };
}
