import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServerProcess } from '../faults/support/server-process.ts';
import { editOf } from '../faults/support/workshop.ts';
import { useFleetPlace } from './support/fleet-place.ts';

const place = useFleetPlace('160x90');

/** An export of many spans: it takes some seconds. */
function longEdit(id: string) {
  return editOf(id, { repeats: 12 });
}

async function outputsOf(jobId: string): Promise<string[]> {
  const names = await readdir(join(place.workshop().folder, 'exports', jobId));
  return names.filter((name) => name.startsWith('output.mp4') || name === 'partial');
}

async function isRendering(server: ServerProcess, jobId: string): Promise<void> {
  await server.until(jobId, ({ status, progress }) => status === 'processing' && progress > 0.1);
}

describe('[F4] processes of a fleet', () => {
  it('answer for each other: a server takes, a worker renders, another server hands out', async () => {
    const fleet = place.newFleet();
    await using one = await fleet.server();
    await using two = await fleet.server();
    await using worker = await fleet.worker();
    expect(await one.post(editOf('plain'))).toMatchObject({ status: 200 });
    const done = await two.until('plain', ({ status }) => status === 'completed');
    expect(done.report?.isOk).toBe(true);
    const file = await fetch(`${two.url}/api/export/plain/download`);
    expect(Number(file.headers.get('content-length'))).toBe(done.output?.bytes);
    expect((await fetch(`${worker.url}/api/ready`)).status).toBe(200);
    expect(await (await fetch(`${worker.url}/api/metrics`)).text()).toContain('cutroom_children_total');
    const ready = (await (await fetch(`${one.url}/api/ready`)).json()) as Record<string, unknown>;
    expect(ready).toMatchObject({
      status: 'ready',
      workers: [{ concurrency: 1, ffmpegVersion: expect.any(String) }],
    });
    expect(await (await fetch(`${one.url}/api/metrics`)).text()).toContain('cutroom_queue_waiting_seconds 0');
    worker.kill('SIGTERM');
    expect(await worker.exit).toEqual([0, null]);
  });

  it('SIGKILL of a worker: another takes its export over, at no attempt, and publishes it once', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using first = await fleet.worker();
    await server.post(longEdit('killed'));
    await isRendering(server, 'killed');
    // It must not be done before there is another.
    first.kill('SIGSTOP');
    await using second = await fleet.worker();
    const killedAt = Date.now();
    first.kill('SIGKILL');
    await untilChildren(second);
    console.log(`taken over after ${Date.now() - killedAt} ms`);
    const done = await server.until('killed', ({ status }) => status === 'completed' || status === 'failed');
    expect(done).toMatchObject({ status: 'completed', attempt: 1, report: { isOk: true } });
    expect(await outputsOf('killed')).toEqual(['output.mp4']);
  });

  it('SIGSTOP of a worker: what it wakes up with is not published', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using first = await fleet.worker();
    await server.post(longEdit('frozen'));
    await isRendering(server, 'frozen');
    first.kill('SIGSTOP');
    await using second = await fleet.worker();
    await untilChildren(second);
    first.kill('SIGCONT');
    const done = await server.until('frozen', ({ status }) => status === 'completed' || status === 'failed');
    expect(done).toMatchObject({ status: 'completed', attempt: 1 });
    const file = await fetch(`${server.url}/api/export/frozen/download`);
    expect(Number(file.headers.get('content-length'))).toBe(done.output?.bytes);
    // It has understood, and is there for the next export.
    second.kill('SIGTERM');
    await second.exit;
    await server.post(editOf('after'));
    await server.until('after', ({ status }) => status === 'completed');
    expect(first.children()).toEqual([]);
  });

  it('SIGTERM of a worker: its export goes on elsewhere within the same attempt', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using first = await fleet.worker();
    await server.post(longEdit('drained'));
    await isRendering(server, 'drained');
    first.kill('SIGTERM');
    expect(await first.exit).toEqual([0, null]);
    expect(await server.statusOf('drained')).toMatchObject({ status: 'pending', attempt: 1 });
    await using second = await fleet.worker();
    await untilChildren(second);
    const done = await server.until('drained', ({ status }) => status === 'completed' || status === 'failed');
    expect(done).toMatchObject({ status: 'completed', attempt: 1 });
  });

  it('SIGKILL of a server: what it acknowledged is rendered, and another answers for it', async () => {
    const fleet = place.newFleet();
    await using one = await fleet.server();
    await one.post(editOf('acknowledged'));
    one.kill('SIGKILL');
    await one.exit;
    await using two = await fleet.server();
    await using worker = await fleet.worker();
    expect(worker.pid).toBeGreaterThan(0);
    await two.until('acknowledged', ({ status }) => status === 'completed');
  });

  it('SIGKILL of Redis: what was acknowledged is there when it is back, and what ran goes on', async () => {
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using worker = await fleet.worker();
    await server.post(longEdit('running'));
    for (const id of ['waits-1', 'waits-2']) await server.post(editOf(id));
    await isRendering(server, 'running');
    await place.redis().kill();
    await server.until('running', () => true);
    const refused = await untilRefused(server);
    expect(refused).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    await place.redis().start();
    for (const id of ['running', 'waits-1', 'waits-2'])
      expect(await server.until(id, ({ status }) => status === 'completed')).toMatchObject({ attempt: 1 });
    expect(worker.pid).toBeGreaterThan(0);
  });
});

async function untilChildren(worker: ServerProcess): Promise<void> {
  while (worker.children().length === 0) await new Promise((wait) => setTimeout(wait, 25));
}

async function untilRefused(server: ServerProcess) {
  for (let index = 0; ; index += 1) {
    const answer = await server.post(editOf(`refused-${index}`));
    if (answer.status !== 200) return answer;
  }
}
