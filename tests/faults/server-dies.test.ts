import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readProcess } from '../../src/supervisor/process-table.ts';
import { pause, startServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** Long enough to be in the middle of it, however fast the machine. */
const long = { repeats: 60, width: 1280, height: 720 };

test('no ffmpeg outlives its server: two renders running, SIGKILL, after two seconds none is left', async () => {
  await using workshop = await openWorkshop('1280x720');
  await using server = await startServerProcess(workshop.folder, { FFMPEG_CONCURRENCY: '2' });
  for (const id of ['a', 'b']) expect((await server.post(editOf(id, long))).status).toBe(200);
  for (const id of ['a', 'b']) await server.until(id, ({ status }) => status === 'processing');
  await server.until('a', ({ framesDone }) => (framesDone ?? 0) > 0);
  const children = server.children();
  expect(children.length).toBeGreaterThan(0);
  server.kill('SIGKILL');
  await server.exit;
  const deadlineAt = performance.now() + 2000;
  const living = () =>
    children.filter(({ pid, startTicks }) => {
      const found = readProcess(pid);
      return found?.startTicks === startTicks && !found.isZombie;
    });
  while (living().length > 0 && performance.now() < deadlineAt) await pause(20);
  expect(living()).toEqual([]);
});

test('killed with 2 running and 20 queued, the next server completes all 22 in order, each once', async () => {
  await using workshop = await openWorkshop();
  const ids = Array.from({ length: 22 }, (_, i) => `job-${String(i + 1).padStart(2, '0')}`);
  const environment = { EXPORT_CONCURRENCY: '2', FFMPEG_CONCURRENCY: '2' };
  {
    await using first = await startServerProcess(workshop.folder, environment);
    // The first two take long: in both of them something is finished and something is not.
    for (const [i, id] of ids.entries()) {
      const edit =
        i < 2 ? { repeats: 40, width: 640, height: 360 + 2 * i } : { repeats: 1, height: 90 + 2 * i };
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
