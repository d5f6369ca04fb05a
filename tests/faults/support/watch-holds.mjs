/**
 * Loaded into a server before its program: watches how much processor time the main thread takes between two turns
 * of its loop. Processor time and not the clock's, which says most of how busy the machine is. Begins at SIGUSR2;
 * the longest stretch, in milliseconds, is written to `HOLDS_FILE` at the end.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['HOLDS_FILE'];

if (isMainThread && file !== undefined) {
  const usedMs = () =>
    Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  process.once('SIGUSR2', () => {
    let longest = 0;
    let before = usedMs();
    setInterval(() => {
      const now = usedMs();
      longest = Math.max(longest, now - before);
      before = now;
    }, 5).unref();
    process.once('exit', () => writeFileSync(file, JSON.stringify(longest)));
  });
}
