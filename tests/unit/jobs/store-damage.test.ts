import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../../src/jobs/file-store/file-store.ts';
import type { JobRecord } from '../../../src/jobs/state/job-record.ts';
import { configOf, recordOf } from './support/configs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const onLockLost = () => undefined;

/** Writes a job folder by hand: the status as given, a config beside it. */
async function plant(folder: string, name: string, status: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'config.json'), JSON.stringify(configOf('planted')));
  await writeFile(join(folder, name, 'status.json'), status);
}

const valid = (changes: Partial<JobRecord> = {}) => JSON.stringify(recordOf('x', changes));
const without = (key: keyof JobRecord) => JSON.stringify({ ...recordOf('x'), [key]: undefined });

/** Texts that are no record of the export `x`, with a piece of the reason. */
const brokenTexts: readonly (readonly [string, string])[] = [
  ['', 'is empty'],
  ['null', 'does not hold a status'],
  ['[]', 'does not hold a status'],
  ['42', 'does not hold a status'],
  ['{}', 'not valid'],
  ['{"status":', 'does not hold a status'],
  [JSON.stringify('a'.repeat(1_000_000)), 'does not hold a status'],
  ['\0'.repeat(4096), 'does not hold a status'],
  [valid().slice(0, -20), 'does not hold a status'],
  [valid({ jobId: 'another' }), 'belongs to another export'],
  [valid({ status: 'done' as 'completed' }), 'status'],
  [valid({ attempt: 1.5 }), 'attempt'],
  [valid({ outputFile: '../../etc/passwd' }), 'outputFile'],
  [JSON.stringify({ ...recordOf('x'), progress: null }), 'progress'],
  [JSON.stringify({ ...recordOf('x'), schemaVersion: 0 }), 'schemaVersion'],
  [JSON.stringify({ ...recordOf('x'), warnings: 'none' }), 'warnings'],
  [without('order'), 'order'],
  [without('contentHash'), 'contentHash'],
  [without('seq'), 'seq'],
];

describe('the file store over damage', () => {
  it.each(brokenTexts)('[J29] sets a folder aside whose status.json holds %.40s', async (text, reason) => {
    await using folder = await temporaryFolder();
    await plant(folder.path, 'x', text);
    await plant(folder.path, 'good', JSON.stringify(recordOf('good')));
    const store = createFileStore({ folder: folder.path, onLockLost });
    const { records, damaged } = await store.open();
    expect(records.map((record) => record.jobId)).toEqual(['good']);
    expect(damaged).toEqual([
      {
        name: 'x',
        reason: expect.stringContaining(reason) as string,
        movedTo: join(folder.path, '.quarantine', 'x'),
      },
    ]);
    expect(await readFile(join(folder.path, '.quarantine', 'x', 'status.json'), 'utf8')).toBe(text);
    // The id is free again.
    await store.create(recordOf('x'), configOf('x'));
    await store.close();
  });

  it('[J29] follows no link, waits for no pipe and leaves what is not its own', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    await plant(elsewhere.path, 'real', JSON.stringify(recordOf('linked')));
    await symlink(join(elsewhere.path, 'real'), join(folder.path, 'linked'));
    await mkdir(join(folder.path, 'status-linked'));
    const target = join(elsewhere.path, 'real', 'status.json');
    await symlink(target, join(folder.path, 'status-linked', 'status.json'));
    await mkdir(join(folder.path, 'status-piped'));
    execFileSync('mkfifo', [join(folder.path, 'piped'), join(folder.path, 'status-piped', 'status.json')]);
    await mkdir(join(folder.path, 'status-folder', 'status.json'), { recursive: true });
    await mkdir(join(folder.path, 'empty'));
    await writeFile(join(folder.path, 'notes.txt'), 'Mine.');
    await mkdir(join(folder.path, 'not an id'));
    const store = createFileStore({ folder: folder.path, onLockLost });
    const { records, damaged } = await store.open();
    expect(records).toEqual([]);
    const byName = Object.fromEntries(damaged.map((entry) => [entry.name, entry]));
    expect(byName).toMatchObject({
      linked: { reason: 'it is a symbolic link' },
      piped: { reason: 'it is not a folder' },
      'notes.txt': { reason: 'it is not a folder' },
      'not an id': { reason: 'its name is not an export id' },
      'status-linked': { reason: 'its status.json is a symbolic link' },
      'status-piped': { reason: 'its status.json is not a regular file' },
      'status-folder': { reason: 'its status.json is not a regular file' },
      empty: { reason: 'its status.json is missing' },
    });
    const moved = damaged.filter((entry) => entry.movedTo !== undefined).map((entry) => entry.name);
    expect(moved.sort()).toEqual(['empty', 'status-folder', 'status-linked', 'status-piped']);
    await expect(store.create(recordOf('linked'), configOf('linked'))).rejects.toMatchObject({
      problem: { code: 'ID_TAKEN' },
    });
    await store.close();
    expect(JSON.parse(await readFile(target, 'utf8'))).toMatchObject({ jobId: 'linked' });
  });

  it('[J29] keeps damaged folders of one name apart', async () => {
    await using folder = await temporaryFolder();
    for (const text of ['first', 'second', 'third']) {
      await plant(folder.path, 'x', text);
      const store = createFileStore({ folder: folder.path, onLockLost });
      await store.open();
      await store.close();
    }
    expect((await readdir(join(folder.path, '.quarantine'))).sort()).toEqual(['x', 'x.2', 'x.3']);
  });

  it('[J30] leaves the record of a later version exactly as it is', async () => {
    await using folder = await temporaryFolder();
    const text = JSON.stringify({ schemaVersion: 2, somethingNew: true });
    await plant(folder.path, 'later', text);
    const store = createFileStore({ folder: folder.path, onLockLost });
    const { records, damaged } = await store.open();
    expect(records).toEqual([]);
    expect(damaged).toEqual([
      { name: 'later', reason: expect.stringContaining('a later version of Cutroom') as string },
    ]);
    await expect(store.create(recordOf('later'), configOf('later'))).rejects.toMatchObject({
      problem: { code: 'ID_TAKEN' },
    });
    await store.close();
    expect(await readFile(join(folder.path, 'later', 'status.json'), 'utf8')).toBe(text);
  });

  it('[J33] deletes what a dead server had begun to create or to remove', async () => {
    await using folder = await temporaryFolder();
    await plant(folder.path, '.new-1', 'half');
    await plant(folder.path, '.trash-1', JSON.stringify(recordOf('gone')));
    const store = createFileStore({ folder: folder.path, onLockLost });
    expect(await store.open()).toEqual({ records: [], damaged: [] });
    await store.close();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    ['missing', undefined],
    ['not JSON', 'not JSON'],
    ['not a config', '{"version":1}'],
  ])('[J20] names a config.json that is %s', async (_name, text) => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'x'));
    if (text !== undefined) await writeFile(join(folder.path, 'x', 'config.json'), text);
    const store = createFileStore({ folder: folder.path, onLockLost });
    await expect(store.readConfig('x')).rejects.toMatchObject({
      problem: { code: 'BROKEN_RECORD', message: expect.stringContaining('config.json') as string },
    });
  });

  it('[J24] believes no publication whose output is missing, short or a link', async () => {
    await using folder = await temporaryFolder();
    const store = createFileStore({ folder: folder.path, onLockLost });
    const record = recordOf('x', { attemptToken: 't' });
    await plant(folder.path, 'x', JSON.stringify(record));
    const publication = {
      schemaVersion: 1,
      attemptToken: 't',
      output: {
        bytes: 5,
        durationSeconds: 1,
        frames: 1,
        width: 2,
        height: 2,
        videoCodec: 'h264',
        audioCodec: null,
      },
      report: { isOk: true, checks: [], durationMs: 1 },
      warnings: [],
    };
    await writeFile(join(folder.path, 'x', 'output.json'), JSON.stringify(publication));
    expect(await store.readPublication(record)).toBeUndefined();
    const outputPath = join(folder.path, 'x', 'output.mp4');
    await symlink('/etc/hostname', outputPath);
    expect(await store.readPublication(record)).toBeUndefined();
    expect((await lstat(outputPath)).isSymbolicLink()).toBe(true);
    await writeFile(join(folder.path, 'x', 'output.webm'), 'four');
    expect(await store.readPublication({ ...record, outputFile: 'output.webm' })).toBeUndefined();
    await writeFile(join(folder.path, 'x', 'output.webm'), 'five!');
    expect(await store.readPublication({ ...record, outputFile: 'output.webm' })).toEqual(publication);
  });
});

it('[J31] serves ten thousand exports among sixty damaged folders', async () => {
  await using folder = await temporaryFolder();
  for (let index = 0; index < 10_000; index += 1) {
    const jobId = `job-${index}`;
    mkdirSync(join(folder.path, jobId));
    const record = recordOf(jobId, { order: index, status: 'completed' });
    writeFileSync(join(folder.path, jobId, 'status.json'), JSON.stringify(record, null, 2));
  }
  for (let index = 0; index < 60; index += 1) {
    await plant(folder.path, `damaged-${index}`, brokenTexts[index % brokenTexts.length]?.[0] ?? '');
  }
  const store = createFileStore({ folder: folder.path, onLockLost });
  const before = performance.now();
  const { records, damaged } = await store.open();
  console.info(`10,060 folders loaded in ${Math.round(performance.now() - before)} ms`);
  expect(records).toHaveLength(10_000);
  expect(damaged).toHaveLength(60);
  await store.close();
});
