import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileStore } from '../../../src/jobs/file-store/file-store.ts';
import type { JobStore } from '../../../src/jobs/state/job-store.ts';
import { configOf, recordOf } from './support/configs.ts';
import { createLosingDisk, losses, type Loss } from './support/losing-disk.ts';
import { tappedFs } from './support/tapped-fs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const onLockLost = () => undefined;
const one = (seq: number) => recordOf('one', { seq, message: `Change ${seq}.` });

/** Each step with what the store holds once it is acknowledged, as `id@seq`. */
const steps: readonly (readonly [readonly string[], (store: JobStore) => Promise<void>])[] = [
  [['one@1'], (store) => store.create(one(1), configOf('one'))],
  [['one@2'], (store) => store.save(one(2))],
  [['one@3'], (store) => store.save(one(3))],
  [['one@3', 'two@1'], (store) => store.create(recordOf('two', { order: 2 }), configOf('two'))],
  [['two@1'], (store) => store.remove('one')],
  [['one@7', 'two@1'], (store) => store.create(one(7), configOf('one'))],
];

it('[J28] holds what was acknowledged, and nothing half, over a power loss after any operation', async () => {
  await using folder = await temporaryFolder();
  const exportsFolder = join(folder.path, 'exports');
  const disk = createLosingDisk(exportsFolder);
  let allowed: readonly (readonly string[])[] = [[]];
  let crashes = 0;
  const fs = tappedFs(async (operation, perform) => {
    const result = await perform();
    disk.follow(operation);
    for (const loss of losses) {
      crashes += 1;
      const left = join(folder.path, `left-${crashes}`);
      await disk.leave(left, loss);
      expect(allowed, `${loss} lost after ${operation.name}`).toContainEqual(await contentsOf(left, loss));
    }
    return result;
  });
  const store = createFileStore({ folder: exportsFolder, onLockLost, fs });
  await store.open();
  let before: readonly string[] = [];
  for (const [acknowledged, step] of steps) {
    allowed = [before, acknowledged];
    await step(store);
    allowed = [acknowledged];
    before = acknowledged;
  }
  await store.close();
  expect(crashes).toBeGreaterThan(100);
});

async function contentsOf(folder: string, loss: Loss): Promise<readonly string[]> {
  const store = createFileStore({ folder, onLockLost });
  const { records, damaged } = await store.open();
  expect(damaged, `${loss} lost`).toEqual([]);
  for (const { jobId } of records) expect((await store.readConfig(jobId)).id).toBe(jobId);
  await store.close();
  return records.map((record) => `${record.jobId}@${record.seq}`).sort();
}
