import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');
const lock = join(root, 'node_modules/.cache/cutroom-build.lock');

/** Builds the pages unless the build is newer than everything it is made of. */
export function buildPages(): Promise<void> {
  return buildUnlessNew({
    result: '.next/BUILD_ID',
    rooms: ['app', 'editor', 'edit', 'autocut', 'mix', 'client', 'contract', 'planner', 'timeline', 'shared'],
    command: ['node_modules/next/dist/bin/next', 'build'],
  });
}

/** Builds the program, likewise. */
export function buildServer(): Promise<void> {
  return buildUnlessNew({
    result: 'dist/cli.js',
    rooms: ['.'],
    command: ['src/cli/setup/build-server.mjs'],
  });
}

/** Builds the package's entries for editors, likewise. */
export function buildClient(): Promise<void> {
  return buildUnlessNew({
    result: 'dist/client/react.js',
    rooms: ['client', 'api', 'jobs', 'contract', 'timeline', 'cli/setup', '../docs'],
    command: ['src/cli/setup/build-client.mjs'],
  });
}

interface Build {
  /** A file that the build writes, under the root. */
  readonly result: string;
  readonly rooms: readonly string[];
  readonly command: readonly string[];
}

/** Test files take turns, so that none removes what another is about to use. */
async function buildUnlessNew({ result, rooms, command }: Build): Promise<void> {
  await takeLock();
  try {
    const builtAt = await modifiedAt(join(root, result));
    const changedAt = await Promise.all(rooms.map((room) => newestIn(join(root, 'src', room))));
    if (builtAt > Math.max(...changedAt)) return;
    await promisify(execFile)(process.execPath, command, {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
  } finally {
    await rm(lock, { force: true });
  }
}

/** The lock names its holder; that of a process which is gone is nobody's. */
async function takeLock(): Promise<void> {
  await mkdir(join(lock, '..'), { recursive: true });
  for (;;) {
    try {
      return await writeFile(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (holder > 0 && !isRunning(holder)) await rm(lock, { force: true });
      await sleep(200);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map((file) => modifiedAt(join(file.parentPath, file.name))));
  return Math.max(0, ...times);
}

async function modifiedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
