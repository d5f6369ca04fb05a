import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tusUpload } from '../api/harness/tus-upload.ts';
import { processesNaming } from './support/processes-naming.ts';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

vi.setConfig({ testTimeout: 600_000 });

/** Answers like ffprobe, but never comes back from the deadly file: time to take the server down meanwhile. */
const hangingFfprobe = `#!/bin/sh
case "$*" in
  *deadly*) for file; do :; done; exec tail -n 0 -f "\${file#file:}" ;;
esac
exec ffprobe "$@"
`;

test('a source over which the server dies fails its own export and no other, and never the start', async () => {
  await using workshop = await openWorkshop();
  const { folder, sources } = workshop;
  await mkdir(join(folder, 'bin'));
  const ffprobe = join(folder, 'bin', 'hangs');
  await writeFile(ffprobe, hangingFfprobe, { mode: 0o755 });
  const deadly = join(sources, 'deadly.mp4');
  await copyFile(join(sources, 'camera.mp4'), deadly);
  {
    await using first = await startServerProcess(folder, { EXPORT_CONCURRENCY: '1' });
    await first.post(editOf('innocent', { repeats: 12 }));
    await first.post(editOf('deadly', { filePath: 'deadly.mp4' }));
    // Its camera is read by then: a server that dies while two files are read for the first time may blame either.
    await first.until('innocent', ({ stage }) => stage === 'rendering');
    first.kill('SIGKILL');
    await first.exit;
  }
  // Reads it before anything else (its export waits), then twice as the export's turn comes.
  for (const _death of [1, 2, 3]) {
    await using server = await startServerProcess(folder, { EXPORT_CONCURRENCY: '1', FFPROBE_PATH: ffprobe });
    await isRead(server, deadly);
    server.kill('SIGKILL');
    await server.exit;
    while (processesNaming(deadly).length > 0) await pause(20);
  }
  await using last = await startServerProcess(folder, { EXPORT_CONCURRENCY: '1', FFPROBE_PATH: ffprobe });
  const failed = await last.until('deadly', ({ status }) => status === 'failed');
  expect(failed).toMatchObject({ errorCode: 'SOURCE_TOO_DEMANDING' });
  expect(await last.statusOf('innocent')).toMatchObject({ status: 'completed', attempt: 1 });
  await last.post(editOf('next'));
  await last.until('next', ({ status }) => status === 'completed');
  expect(await readdir(join(folder, 'reading'))).toEqual(['deaths.json']);
});

test('an upload over which the server dies while it looks into it waits until somebody asks for it again', async () => {
  await using workshop = await openWorkshop();
  const { folder, sources } = workshop;
  const film = await readFile(join(sources, 'camera.mp4'));
  await mkdir(join(folder, 'bin'));
  const ffprobe = join(folder, 'bin', 'hangs');
  await writeFile(ffprobe, hangingFfprobe.replace('*deadly*', '*/uploads/*'), { mode: 0o755 });
  const uploads = join(folder, 'uploads');
  {
    await using first = await startServerProcess(folder, { FFPROBE_PATH: ffprobe });
    const { done } = tusUpload(first.url, film, { metadata: { filename: 'deadly.mp4' } });
    done.catch(() => undefined);
    await isRead(first, uploads);
    first.kill('SIGKILL');
    await first.exit;
  }
  while (processesNaming(uploads).length > 0) await pause(20);
  await using second = await startServerProcess(folder);
  const deaths: unknown = JSON.parse(await readFile(join(folder, 'reading', 'deaths.json'), 'utf8'));
  expect(deaths).toMatchObject([{ path: expect.stringContaining(uploads), deaths: 1 }]);
  const [id] = (await readdir(uploads)).filter((name) => !name.endsWith('.json'));
  const asked = await fetch(`${second.url}/api/upload/${id}`, {
    method: 'HEAD',
    headers: { 'Tus-Resumable': '1.0.0' },
  });
  expect(asked.headers.get('X-Cutroom-File-Path')).toBe('deadly.mp4');
  expect(await readdir(join(folder, 'reading'))).toEqual(['deaths.json']);
});

async function isRead(server: ServerProcess, path: string): Promise<void> {
  // The children of the last server are gone before this one listens.
  while (!processesNaming(path).some((words) => words.startsWith('tail'))) {
    if (server.log.some(({ msg }) => msg === 'export failed')) throw new Error('an export failed');
    await pause(20);
  }
}
