import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProcess } from '../../../src/supervisor/process/process-table.ts';
import { killRecordedChildren, recordChildrenIn } from '../../../src/supervisor/recorded-children.ts';
import { isAlive } from './fixture-child.ts';

let folder = '';
const started: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorded-children-'));
});

afterEach(async () => {
  for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A child as an earlier server would have left it: leader of its own group, with a child of its own. */
function leaveBehind(isDetached = true) {
  const child = spawn('sleep', ['600'], { detached: isDetached, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  started.push(pid);
  return { pid, startedAtTicks: readProcess(pid)?.startTicks };
}

it('[S40] a recorded child that still lives is killed at boot, and its record is gone', async () => {
  const children = [leaveBehind(), leaveBehind(false)];
  const records = recordChildrenIn(join(folder, 'children'));
  for (const [at, child] of children.entries()) await records.record(child, `chunk ${at}`);
  const { killed, survivors } = await killRecordedChildren(join(folder, 'children'));
  expect([...killed].sort()).toEqual(['chunk 0', 'chunk 1']);
  expect(survivors).toEqual([]);
  expect(children.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  expect(await readdir(join(folder, 'children'))).toEqual([]);
});

it('[S41] a process that only has the same pid, or is of another boot, is left alone', async () => {
  const child = leaveBehind();
  const ticks = child.startedAtTicks ?? 0;
  const records = recordChildrenIn(folder);
  await records.record({ ...child, startedAtTicks: ticks + 1 }, 'other');
  await writeFile(
    join(folder, `${child.pid}-${ticks}.json`),
    JSON.stringify({ label: 'x', bootId: 'another' }),
  );
  expect(await killRecordedChildren(folder)).toEqual({ killed: [], survivors: [] });
  expect(isAlive(child.pid)).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

it('[S42] a child that was forgotten has no record, and one without a start time never had', async () => {
  const records = recordChildrenIn(folder);
  const child = leaveBehind();
  await records.record(child, 'chunk');
  expect(JSON.parse(await readFile(join(folder, (await readdir(folder))[0] ?? ''), 'utf8'))).toMatchObject({
    label: 'chunk',
  });
  await records.forget(child);
  await records.forget(child);
  await records.record({ pid: child.pid, startedAtTicks: undefined }, 'chunk');
  expect(await readdir(folder)).toEqual([]);
  expect(isAlive(child.pid)).toBe(true);
});

it('[S43] garbage in the folder is survived: records are cleared, foreign files stay', async () => {
  const torn = leaveBehind();
  await writeFile(join(folder, `${torn.pid}-${torn.startedAtTicks}.json`), '{"label":"chu');
  for (const [at, text] of ['', 'null', '[]', '"x"', '{"label":7}', '\0'.repeat(4096)].entries()) {
    await writeFile(join(folder, `99999${at}-1.json`), text);
  }
  await mkdir(join(folder, '77-1.json'));
  await symlink('/nowhere', join(folder, '78-1.json'));
  execFileSync('mkfifo', [join(folder, '79-1.json')]);
  await writeFile(join(folder, `${process.pid}-${readProcess(process.pid)?.startTicks}.json`), '{}');
  await writeFile(join(folder, '1-1.json'), '{}');
  await writeFile(join(folder, '0-0.json'), '{}');
  await writeFile(join(folder, '-1-1.json'), 'foreign');
  await writeFile(join(folder, 'notes.txt'), 'foreign');
  const { killed } = await killRecordedChildren(folder);
  expect(killed).toEqual([`${torn.pid}-${torn.startedAtTicks}.json`]);
  expect((await readdir(folder)).sort()).toEqual(['-1-1.json', 'notes.txt']);
});

it('[S43] a folder that is not there is an empty one', async () => {
  expect(await killRecordedChildren(join(folder, 'none'))).toEqual({ killed: [], survivors: [] });
});
