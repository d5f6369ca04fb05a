import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listProcesses } from '../../src/supervisor/process/process-table.ts';
import { startServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

const unshare = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

function canUnshare(): boolean {
  try {
    execFileSync('timeout', ['20', ...unshare, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The server itself: `unshare` waits for it. */
function serverUnder(pid: number): number {
  const own = listProcesses().find(({ parentPid }) => parentPid === pid);
  if (!own) throw new Error('the server is not there');
  return own.pid;
}

test.skipIf(!canUnshare())(
  'a server that was stopped while another container took its folder over publishes nothing and leaves nothing when it wakes',
  async () => {
    await using workshop = await openWorkshop('640x360');
    const wrap = (argv: readonly string[]) => [...unshare, ...argv];
    const environment = { FFMPEG_CONCURRENCY: '1', EXPORT_CONCURRENCY: '1' };
    await using first = await startServerProcess(workshop.folder, environment, { wrap });
    const paused = serverUnder(first.pid);
    expect(await first.post(editOf('film', { codec: 'h264' }))).toMatchObject({ status: 200 });
    await first.until('film', ({ stage }) => stage === 'rendering');
    process.kill(paused, 'SIGSTOP');
    // It waits for as long as the first must have been silent.
    await using second = await startServerProcess(workshop.folder, environment, { wrap });
    process.kill(paused, 'SIGCONT');
    const [code] = await first.exit;
    expect(code).not.toBe(0);
    expect(first.log.some(({ level, msg }) => level === 'fatal' && /taken over/.test(msg))).toBe(true);
    expect(first.children()).toEqual([]);
    const status = await second.until(
      'film',
      ({ status: state }) => state === 'completed' || state === 'failed',
    );
    expect(status).toMatchObject({ status: 'completed' });
    const folder = join(workshop.folder, 'exports', 'film');
    const record = JSON.parse(await readFile(join(folder, 'status.json'), 'utf8')) as {
      attemptToken: string;
    };
    const published = JSON.parse(await readFile(join(folder, 'output.json'), 'utf8')) as typeof record;
    expect(published.attemptToken).toBe(record.attemptToken);
    expect(await readdir(folder)).not.toContain('partial');
    expect(await readdir(join(workshop.folder, 'chunks', 'unfinished'))).toEqual([]);
  },
);
