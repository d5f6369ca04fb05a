import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

test('a child that hangs is killed at the stall limit, its export says so, and the next one starts', async () => {
  await using workshop = await openWorkshop('1280x720');
  await using server = await startServerProcess(workshop.folder, {
    STALL_SECONDS: '5',
    EXPORT_CONCURRENCY: '1',
    FFMPEG_CONCURRENCY: '1',
  });
  await server.post(editOf('hangs', { repeats: 60, width: 1280, height: 720 }));
  await server.post(editOf('next'));
  await server.until('hangs', ({ framesDone }) => (framesDone ?? 0) > 0);
  const stopped = await stopEncoder(server);
  const status = await server.until('hangs', ({ status: state }) => state === 'failed');
  expect(status).toMatchObject({ errorCode: 'STALLED', attempt: 1 });
  expect(server.children().map(({ pid }) => pid)).not.toContain(stopped);
  await server.until('next', ({ status: state }) => state === 'completed');
  expect(await (await fetch(`${server.url}/api/metrics`)).text()).toMatch(/stall[^\n]* 1$/m);
  expect(await readdir(join(workshop.folder, 'exports', 'hangs'))).not.toContain('partial');
});

/** Stops (SIGSTOP) the ffmpeg that runs, and answers its pid. */
async function stopEncoder(server: ServerProcess): Promise<number> {
  for (;;) {
    const [child] = server.children();
    if (child) {
      process.kill(child.pid, 'SIGSTOP');
      return child.pid;
    }
    await pause(10);
  }
}

/** Answers like ffmpeg, but dies by SIGSEGV over whatever reads the poisoned file. */
const poisonedFfmpeg = `#!/bin/sh
case "$*" in
  *poison*) kill -SEGV $$ ;;
esac
exec ffmpeg "$@"
`;

test('an input that crashes the child every time fails after three attempts, across restarts, and the others finish', async () => {
  await using workshop = await openWorkshop();
  await mkdir(join(workshop.folder, 'bin'));
  const ffmpeg = join(workshop.folder, 'bin', 'ffmpeg');
  await writeFile(ffmpeg, poisonedFfmpeg);
  await chmod(ffmpeg, 0o755);
  const camera = await readFile(join(workshop.sources, 'camera.mp4'));
  await writeFile(join(workshop.sources, 'poison.mp4'), camera);
  const environment = { FFMPEG_PATH: ffmpeg, EXPORT_CONCURRENCY: '1' };
  {
    await using first = await startServerProcess(workshop.folder, environment);
    await first.post(editOf('poison', { filePath: 'poison.mp4' }));
    await first.until('poison', ({ attempt }) => attempt >= 2);
    first.kill('SIGKILL');
    await first.exit;
  }
  await using second = await startServerProcess(workshop.folder, environment);
  await second.post(editOf('healthy'));
  const poison = await second.until('poison', ({ status }) => status === 'failed');
  expect(poison).toMatchObject({ errorCode: 'CHILD_CRASHED', attempt: 3 });
  await second.until('healthy', ({ status }) => status === 'completed');
});
