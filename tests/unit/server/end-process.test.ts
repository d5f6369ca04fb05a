import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram } from '../../faults/support/bundle-program.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-ends-'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  program = await bundleProgram(fileURLToPath(new URL('./support/hangs.ts', import.meta.url)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function endOf(what: string): Promise<readonly [number | null, NodeJS.Signals | null]> {
  const child = spawn(process.execPath, [program, what, join(folder, 'pipe')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await once(child.stdout, 'data');
  if (what !== 'plain') child.kill('SIGTERM');
  return ended;
}

test('a process without calls under way ends with its exit code', async () => {
  expect(await endOf('plain')).toEqual([7, null]);
});

test('a server that hangs in a call to the system ends on its first SIGTERM all the same', async () => {
  expect(await endOf('server')).toEqual([null, 'SIGKILL']);
});

test('and one that has not even started', async () => {
  expect(await endOf('start')).toEqual([null, 'SIGKILL']);
});
