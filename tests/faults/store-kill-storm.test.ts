import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFileStore } from '../../src/jobs/file-store/file-store.ts';
import { bundleProgram } from '../unit/jobs/support/bundled-program.ts';
import { temporaryFolder } from '../unit/jobs/support/temporary-folder.ts';

const kills = Number(process.env['CUTROOM_STORE_KILLS'] ?? 200);

it(`[J26][J32] leaves every file whole and no acknowledged save lost over ${kills} SIGKILLs`, async () => {
  await using folder = await temporaryFolder();
  const program = await bundleProgram('store-writer', folder.path);
  // Two storms at once, each over its own store.
  await Promise.all(['a', 'b'].map((name) => storm(program, join(folder.path, name), kills / 2)));
}, 1_200_000);

async function storm(program: string, folder: string, rounds: number): Promise<void> {
  let acknowledged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const last = await killOneWriter(program, folder);
    expect(last, `round ${round} got nowhere`).toBeGreaterThan(acknowledged);
    acknowledged = last;
    const status = JSON.parse(await readFile(join(folder, 'steady', 'status.json'), 'utf8')) as {
      seq: number;
    };
    expect(status.seq).toBeGreaterThanOrEqual(acknowledged);
  }
  const store = createFileStore({ folder, onLockLost: () => undefined });
  const { records, damaged } = await store.open();
  expect(damaged).toEqual([]);
  for (const { jobId } of records) expect((await store.readConfig(jobId)).id).toBe(jobId);
  await store.close();
}

/** Kills a writer at a random moment after its first acknowledged save; the last save it acknowledged. */
async function killOneWriter(program: string, folder: string): Promise<number> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = 0;
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const lines = createInterface(child.stdout);
  const firstSave = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line === 'holding') return;
      last = Number(line);
      resolve();
    });
  });
  const closed = once(child, 'close');
  await Promise.race([firstSave, closed]);
  await delay(Math.random() * 25);
  child.kill('SIGKILL');
  await closed;
  expect(errors).toBe('');
  return last;
}
