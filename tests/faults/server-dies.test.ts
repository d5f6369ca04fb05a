import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readProcess } from '../../src/supervisor/process/process-table.ts';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** Long enough to be in the middle of it, however fast the machine. */
const long = { repeats: 200, width: 640, height: 360 };

/** More of them with `CUTROOM_KILLS=100 npx vitest run tests/faults/server-dies.test.ts`. */
const rounds = Number(process.env['CUTROOM_KILLS'] ?? 10);

test(`killed ${rounds} times at any moment, no ffmpeg outlives its server and no export is lost`, async () => {
  await using workshop = await openWorkshop('640x360');
  const environment = { FFMPEG_CONCURRENCY: '2', EXPORT_CONCURRENCY: '2' };
  const accepted: string[] = [];
  let killed = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await using server = await startServerProcess(workshop.folder, environment);
    const statuses = await Promise.all(accepted.map((id) => server.statusOf(id)));
    expect(statuses.map(({ jobId }) => jobId)).toEqual(accepted);
    expect(statuses.every(({ attempt }) => attempt === 1)).toBe(true);
    for (const id of [`round-${round}-a`, `round-${round}-b`]) {
      expect((await server.post(editOf(id, long))).status).toBe(200);
      accepted.push(id);
    }
    const isAnyUnderWay = async () =>
      (await Promise.all(accepted.map((id) => server.statusOf(id)))).some(
        ({ status, framesDone }) => status === 'processing' && (framesDone ?? 0) > 0,
      );
    while (!(await isAnyUnderWay())) await pause(20);
    const delay = Math.random() * 700;
    await pause(delay);
    const children = server.children();
    killed += children.length;
    server.kill('SIGKILL');
    await server.exit;
    expect(await livingAfter(children, 2000), `killed after ${delay} ms, round ${round}`).toEqual([]);
  }
  expect(killed).toBeGreaterThan(0);
  await using last = await startServerProcess(workshop.folder, environment);
  const known = (await Promise.all(accepted.map((id) => last.statusOf(id)))).map(({ jobId }) => jobId);
  expect(known).toEqual(accepted);
}, 600_000);

/** Those of the children that still run when so many milliseconds are over, or at once when there are none. */
async function livingAfter(
  children: ReturnType<ServerProcess['children']>,
  ms: number,
): Promise<readonly unknown[]> {
  const deadlineAt = performance.now() + ms;
  const living = () =>
    children.filter(({ pid, startTicks }) => {
      const found = readProcess(pid);
      return found?.startTicks === startTicks && !found.isZombie;
    });
  while (living().length > 0 && performance.now() < deadlineAt) await pause(20);
  return living();
}

test('killed with 2 running and 20 queued, the next server completes all 22 in order, each once', async () => {
  await using workshop = await openWorkshop();
  const ids = Array.from({ length: 22 }, (_, i) => `job-${String(i + 1).padStart(2, '0')}`);
  const environment = { EXPORT_CONCURRENCY: '2', FFMPEG_CONCURRENCY: '2' };
  {
    await using first = await startServerProcess(workshop.folder, environment);
    // The first two take long: in both of them something is finished and something is not.
    for (const [i, id] of ids.entries()) {
      const edit =
        i < 2 ? { repeats: 40, width: 384, height: 216 + 2 * i } : { repeats: 1, height: 90 + 2 * i };
      expect((await first.post(editOf(id, edit))).status).toBe(200);
    }
    await first.until('job-01', ({ framesDone }) => (framesDone ?? 0) > 300);
    await first.until('job-02', ({ status }) => status === 'processing');
    first.kill('SIGKILL');
    await first.exit;
  }
  await using second = await startServerProcess(workshop.folder, environment);
  for (const id of ids) await second.until(id, ({ status }) => status === 'completed' || status === 'failed');
  const statuses = await Promise.all(ids.map((id) => second.statusOf(id)));
  expect(statuses.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
  expect(statuses.map(({ attempt }) => attempt)).toEqual(ids.map(() => 1));
  // In order: two run at once, so each starts no earlier than the one before it.
  const starts = statuses.map(({ startedAt }) => Date.parse(startedAt ?? ''));
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  for (const id of ids) {
    const names = await readdir(join(workshop.folder, 'exports', id));
    expect(names.filter((name) => name.startsWith('output.mp4'))).toEqual(['output.mp4']);
    expect(names).not.toContain('partial');
  }
  await expectNothingTwice(join(workshop.folder, 'exports', 'job-01', 'log.ndjson'));
}, 600_000);

/** A chunk that the first server had finished is found again, not rendered again. */
async function expectNothingTwice(log: string): Promise<void> {
  const entries = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; task: string; outcome?: string });
  const encoded = entries
    .filter(({ event, task }) => event === 'child' && task.startsWith('span'))
    .map(({ task }) => task);
  expect(encoded).toEqual([...new Set(encoded)]);
}
