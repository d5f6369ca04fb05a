import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

test('a copy of the media folder, taken while the server works, is a server to go on with', async () => {
  await using workshop = await openWorkshop();
  const copy = join(workshop.folder, 'copy');
  let original: Buffer;
  {
    await using server = await startServerProcess(join(workshop.folder), { EXPORT_CONCURRENCY: '1' });
    await server.post(editOf('done'));
    await server.until('done', ({ status }) => status === 'completed');
    original = await download(server.url, 'done');
    await server.post(editOf('under-way', { repeats: 5, width: 640, height: 360 }));
    await server.post(editOf('waits'));
    await server.until('under-way', ({ framesDone }) => (framesDone ?? 0) > 0);
    for (const name of await readdir(workshop.folder)) {
      if (['sources', 'exports'].includes(name)) {
        await cp(join(workshop.folder, name), join(copy, name), {
          recursive: true,
          filter: (path) => !/\.lock|\/partial|\.tmp$/.test(path),
        });
      }
    }
  }
  await using restored = await startServerProcess(copy);
  expect(await download(restored.url, 'done')).toEqual(original);
  for (const id of ['under-way', 'waits']) await restored.until(id, ({ status }) => status === 'completed');
}, 300_000);

test('what a later version has written is left exactly as it is, and its id is taken', async () => {
  await using workshop = await openWorkshop();
  const status = join(workshop.folder, 'exports', 'later', 'status.json');
  {
    await using server = await startServerProcess(workshop.folder);
    await server.post(editOf('later'));
    await server.until('later', ({ status: state }) => state === 'completed');
    server.kill('SIGTERM');
    await server.exit;
  }
  const record = JSON.parse(await readFile(status, 'utf8')) as object;
  const written = JSON.stringify({ ...record, schemaVersion: 99, somethingNew: true });
  await writeFile(status, written);
  const before = await readdir(join(workshop.folder, 'exports', 'later'));
  {
    await using server = await startServerProcess(workshop.folder);
    expect((await fetch(`${server.url}/api/export/later/status`)).status).toBe(404);
    expect((await server.post(editOf('later'))).status).toBe(409);
    await server.post(editOf('other'));
    await server.until('other', ({ status: state }) => state === 'completed');
    expect(server.log.some(({ reason }) => /later version/.test(String(reason)))).toBe(true);
    server.kill('SIGTERM');
    await server.exit;
  }
  expect(await readFile(status, 'utf8')).toBe(written);
  expect((await readdir(join(workshop.folder, 'exports', 'later'))).toSorted()).toEqual(before.toSorted());
});

async function download(url: string, jobId: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(`${url}/api/export/${jobId}/download`)).arrayBuffer());
}
