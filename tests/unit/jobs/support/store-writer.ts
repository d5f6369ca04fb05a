import { writeSync } from 'node:fs';
import { createFileStore } from '../../../../src/jobs/file-store/file-store.ts';
import { configOf, recordOf } from './configs.ts';

/**
 * A server reduced to its store, to be killed: takes the folder, then saves one export again and again and
 * creates and removes another. Prints `holding` once it has the folder and the number of each acknowledged save.
 */
const [folder = ''] = process.argv.slice(2);
const store = createFileStore({ folder, onLockLost: () => process.exit(9) });
const say = (text: string) => writeSync(1, `${text}\n`);

const { records, damaged } = await store.open();
if (damaged.length > 0) throw new Error(`damaged: ${JSON.stringify(damaged)}`);
say('holding');
const known = records.find((record) => record.jobId === 'steady');
if (known === undefined) await store.create(recordOf('steady'), configOf('steady'));
for (let seq = (known?.seq ?? 1) + 1; ; seq += 1) {
  // Lengths differ, so that a torn write could not be mistaken for a whole one.
  await store.save(recordOf('steady', { seq, message: 'x'.repeat((seq * 997) % 5000) }));
  say(String(seq));
  if (seq % 3 !== 0) continue;
  await store.remove('blink');
  await store.create(recordOf('blink', { order: seq }), configOf('blink'));
}
