import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { httpClient } from '../api/harness/clients.ts';
import { filePathOf, tusUpload } from '../api/harness/tus-upload.ts';
import { attacks, holdConnections } from './support/hostile-clients.ts';
import { makeHostileFootage } from './support/hostile-footage.ts';
import { processesNaming } from './support/processes-naming.ts';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

vi.setConfig({ testTimeout: 600_000 });

const source = fileURLToPath(new URL('./support/serve-and-measure.ts', import.meta.url));
const environment = { TRUSTED_PROXIES: '127.0.0.1', EXPORT_CONCURRENCY: '2' };
/** Before bodies, plans and footage had bounds, each of them took between five seconds and half a minute. */
const mostComputingMs = 250;
/** 416 to 602 MiB were measured: how much it is depends on when garbage is collected. */
const mostResidentMiB = 1000;
const exportIds = ['first', 'second', 'third'];

test('a server that is attacked in every way at once answers, takes what it should, and loses nothing', async () => {
  await using workshop = await openWorkshop('160x90');
  const { folder, sources } = workshop;
  const footage = await makeHostileFootage(sources);
  await using server = await startServerProcess(folder, environment, { source });
  const siege = new AbortController();
  const health = askForHealth(server, siege.signal);
  const uploads = await Promise.all(
    ['descriptions.mp4', 'fewer-edits.mp4', 'noise.mp4'].map((name) => readFile(join(sources, name))),
  );
  const target = { url: server.url, footage, uploads, signal: siege.signal };
  const held = holdConnections(target);
  const rounds = Object.values(attacks).map((attack) => repeat(() => attack(target), siege.signal));

  await liveAsUsual(server, await readFile(join(sources, 'camera.mp4')));
  await Promise.all(rounds.map(({ first }) => first));
  siege.abort();
  held[Symbol.dispose]();
  await Promise.all(rounds.map(({ last }) => last));
  const asked = await health;
  const resident = await peakMemoryOf(server);
  server.kill('SIGTERM');
  expect(await server.exit).toEqual([0, null]);
  const computing = await longestMs(server);
  console.info(`asked ${asked.length} times, at most ${resident} MiB, ${computing} ms without a look`);

  expect(asked.filter((status) => status !== 200)).toEqual([]);
  expect(asked.length).toBeGreaterThan(50);
  expect(resident).toBeLessThan(mostResidentMiB);
  expect(computing).toBeLessThan(mostComputingMs);
  expect(server.log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  expect(processesNaming(folder)).toEqual([]);
  for (const id of exportIds)
    expect(JSON.parse(await readFile(join(folder, 'exports', id, 'status.json'), 'utf8'))).toMatchObject({
      status: 'completed',
    });
});

/** What somebody does who came to work: uploads, edits, exports, and gets all of it. */
async function liveAsUsual(server: ServerProcess, film: Buffer): Promise<void> {
  const headers = { 'X-Forwarded-For': '198.51.100.7' };
  const client = httpClient(server.url, headers);
  const uploaded = await tusUpload(server.url, film, { headers, metadata: { filename: 'mine.mp4' } }).done;
  expect(filePathOf(uploaded)).toBe('mine.mp4');
  expect(await client.media.probe.query({ filePath: 'mine.mp4' })).toMatchObject({ width: 160 });
  const project = await client.projects.create.mutate({ name: 'Mine' });
  const edits = exportIds.map((id, at) =>
    editOf(id, { filePath: 'mine.mp4', codec: at === 0 ? 'copy' : 'h264', repeats: at + 1 }),
  );
  for (const edit of edits) await client.createExport.mutate(edit);
  for (const { id } of edits) {
    const { status } = await server.until(id, ({ status: state }) => /completed|failed/.test(state));
    expect([id, status]).toEqual([id, 'completed']);
    const file = await fetch(`${server.url}/api/export/${id}/download`, { headers });
    expect([file.status, (await file.arrayBuffer()).byteLength > 10_000]).toEqual([200, true]);
  }
  expect(await client.projects.get.query({ id: project.id })).toMatchObject({ name: 'Mine' });
}

interface Rounds {
  /** When one has come to its end. */
  readonly first: Promise<unknown>;
  readonly last: Promise<void>;
}

function repeat(round: () => Promise<unknown>, over: AbortSignal): Rounds {
  // What an attacker is told, and whether, is of no interest here.
  const once = () => round().catch(() => undefined);
  const first = once();
  const last = (async () => {
    await first;
    while (!over.aborted) {
      await once();
      await pause(10);
    }
  })();
  return { first, last };
}

/** Asks every 20 ms; resolves with all statuses once the siege is over. */
async function askForHealth({ url }: ServerProcess, over: AbortSignal): Promise<readonly number[]> {
  const statuses: number[] = [];
  while (!over.aborted) {
    const answer = await fetch(`${url}/api/health`);
    await answer.arrayBuffer();
    statuses.push(answer.status);
    await pause(20);
  }
  return statuses;
}

async function peakMemoryOf({ pid }: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

async function longestMs({ log }: ServerProcess): Promise<number> {
  for (;;) {
    const line = log.find(({ msg }) => msg === 'measured');
    if (line) return Math.round(Number(line['longestMs']));
    await pause(10);
  }
}
