import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');
const rooms = ['app', 'editor', 'client', 'contract', 'timeline', 'shared'];

/** Builds the pages unless the build is newer than everything it is made of. */
export async function buildPages(): Promise<void> {
  const builtAt = await modifiedAt(join(root, '.next/BUILD_ID'));
  const changedAt = await Promise.all(rooms.map((room) => newestIn(join(root, 'src', room))));
  if (builtAt > Math.max(...changedAt)) return;
  const next = join(root, 'node_modules/next/dist/bin/next');
  await promisify(execFile)(process.execPath, [next, 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
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
