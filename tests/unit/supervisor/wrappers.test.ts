import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findExecutable } from '../../../src/supervisor/process/find-executable.ts';
import { detectWrappers, wrapArgv } from '../../../src/supervisor/start/wrappers.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wrappers-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

const all = {
  setpriv: '/s/setpriv',
  prlimit: '/s/prlimit',
  nice: '/s/nice',
  offline: ['/s/unshare', '-cn', '--'],
};

it('[S11] every wrapper comes in front, the program and its arguments last and unchanged', () => {
  expect(
    wrapArgv(['/b/ffmpeg', '-i', '--', '$x'], all, {
      memoryBytes: 1.5e9,
      fileBytes: 10.2,
      niceness: 5,
      isOffline: true,
    }),
  ).toEqual([
    ...['/s/unshare', '-cn', '--', '/s/setpriv', '--no-new-privs', '--pdeathsig', 'KILL', '--'],
    ...['/s/nice', '-n', '5', '/s/prlimit', '--data=1500000000', '--fsize=11', '--core=0', '--'],
    ...['/b/ffmpeg', '-i', '--', '$x'],
  ]);
});

it('[S11] no limit goes beyond what this process has itself', () => {
  const wrappers = { prlimit: '/s/prlimit', ceilings: { memoryBytes: 1e9, processes: 50 } };
  const limits = { memoryBytes: 2e9, fileBytes: 3e9, processes: 60 };
  expect(wrapArgv(['/b/ffmpeg'], wrappers, limits)).toEqual([
    ...['/s/prlimit', '--data=1000000000', '--fsize=3000000000', '--nproc=50', '--core=0', '--'],
    '/b/ffmpeg',
  ]);
});

it('[S11] a wrapper that is missing is left out, and niceness 0 needs none', () => {
  expect(wrapArgv(['/b/ffmpeg'], {}, { memoryBytes: 1e9 })).toEqual(['/b/ffmpeg']);
  expect(wrapArgv(['/b/ffmpeg'], { nice: '/s/nice' })).toEqual(['/s/nice', '-n', '10', '/b/ffmpeg']);
  expect(wrapArgv(['/b/ffmpeg'], { nice: '/s/nice' }, { niceness: 0 })).toEqual(['/b/ffmpeg']);
});

it('[S11] wrappers are looked for in the search path; those of busybox do not count', async () => {
  expect(detectWrappers(folder)).toEqual({});
  const nice = await program('nice');
  await program('busybox');
  await symlink('busybox', join(folder, 'setpriv'));
  expect(detectWrappers(folder)).toEqual({ nice });
});

it('[S2] a program is looked up as execvp does', async () => {
  const path = await program('ffmpeg');
  const searchPath = `/nowhere::${folder}:/usr/bin`;
  expect(findExecutable('ffmpeg', { searchPath })).toEqual({ kind: 'found', path });
  expect(findExecutable('./ffmpeg', { searchPath: '', cwd: folder })).toEqual({ kind: 'found', path });
  await writeFile(join(folder, 'plain'), '');
  expect(findExecutable('plain', { searchPath })).toEqual({ kind: 'missing', code: 'EACCES' });
  expect(findExecutable('none', { searchPath })).toEqual({ kind: 'missing', code: 'ENOENT' });
});
