import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../../src/jobs/file-store/file-store.ts';
import type { JobStore } from '../../../src/jobs/state/job-store.ts';
import { configOf, recordOf } from './support/configs.ts';
import { fault, tappedFs, type Operation } from './support/tapped-fs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const onLockLost = () => undefined;
const old = recordOf('old', { seq: 1 });
const changed = recordOf('old', { seq: 2, message: 'Changed.' });

/** What goes wrong at the n-th operation; undefined when this operation cannot go wrong like that. */
type Failure = (
  operation: Operation,
  perform: () => Promise<unknown>,
) => (() => Promise<unknown>) | undefined;

const failWith =
  (code: string): Failure =>
  (operation, perform) =>
  async () => {
    // A handle is closed even where closing reports an error.
    if (operation.name === 'handle.close') await perform();
    throw fault(code);
  };

/** Half of the bytes reach the file, and nobody says so. */
const shortWrite: Failure = (operation, perform) => {
  if (operation.name !== 'handle.writeFile') return undefined;
  const [bytes] = operation.args as [Buffer];
  Object.assign(operation.args, [bytes.subarray(0, bytes.length / 2)]);
  return perform;
};

const failures: readonly (readonly [string, Failure])[] = [
  ['ENOSPC', failWith('ENOSPC')],
  ['EIO', failWith('EIO')],
  ['EMFILE', failWith('EMFILE')],
  ['a short write', shortWrite],
];

interface Trial {
  readonly work: (store: JobStore) => Promise<void>;
  /** What may be found afterwards, as `id@seq`, when the work was refused and when it was acknowledged. */
  readonly refused: readonly (readonly string[])[];
  readonly acknowledged: readonly string[];
}

const trials: readonly (readonly [string, Trial])[] = [
  [
    'save',
    {
      work: (store) => store.save(changed),
      refused: [['old@1'], ['old@2']],
      acknowledged: ['old@2'],
    },
  ],
  [
    'create',
    {
      work: (store) => store.create(recordOf('new', { order: 2 }), configOf('new')),
      // A create that was refused does not come back.
      refused: [['old@1']],
      acknowledged: ['new@1', 'old@1'],
    },
  ],
  ['remove', { work: (store) => store.remove('old'), refused: [['old@1'], []], acknowledged: [] }],
];

describe.each(trials)('%s with the n-th operation failing', (_name, trial) => {
  it.each(failures)('[J27] leaves old or new under %s', async (_fault, failure) => {
    const results = new Set<string>();
    for (let failing = 0; !results.has('untouched'); failing += 1) {
      results.add(await runTrial(trial, failure, failing));
    }
    const canFail = failure !== shortWrite || trial.acknowledged.length > 0;
    expect(results.has('refused')).toBe(canFail);
  });
});

/** `untouched` when the work has fewer operations than that. */
async function runTrial(
  trial: Trial,
  failure: Failure,
  failing: number,
): Promise<'untouched' | 'acknowledged' | 'refused'> {
  await using folder = await temporaryFolder();
  let isArmed = false;
  let count = -1;
  let hasFired = false;
  const fs = tappedFs((operation, perform) => {
    if (!isArmed) return perform();
    count += 1;
    if (count !== failing) return perform();
    hasFired = true;
    return (failure(operation, perform) ?? perform)();
  });
  const store = createFileStore({ folder: folder.path, onLockLost, fs });
  await store.open();
  await store.create(old, configOf('old'));
  isArmed = true;
  const isAcknowledged = await trial.work(store).then(
    () => true,
    () => false,
  );
  isArmed = false;
  const found = await contentsOf(folder.path, store);
  if (isAcknowledged) expect(found).toEqual(trial.acknowledged);
  else expect(trial.refused).toContainEqual(found);
  if (!hasFired) return 'untouched';
  return isAcknowledged ? 'acknowledged' : 'refused';
}

/** What the next server finds; and the next call works. */
async function contentsOf(folder: string, store: JobStore): Promise<readonly string[]> {
  await store.close();
  const next = createFileStore({ folder, onLockLost });
  const { records, damaged } = await next.open();
  expect(damaged).toEqual([]);
  for (const record of records) {
    expect((await next.readConfig(record.jobId)).id).toBe(record.jobId);
    await next.save(record);
  }
  await next.create(recordOf('another'), configOf('another'));
  await next.close();
  return records.map((record) => `${record.jobId}@${record.seq}`).sort();
}
