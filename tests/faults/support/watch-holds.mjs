/**
 * Loaded into a server before its program: watches how much processor time the main thread takes between two turns
 * of its loop. Processor time and not the clock's, which says most of how busy the machine is. Begins at SIGUSR2; at the
 * end `HOLDS_FILE` gets the longest stretch and, for comparison, what a piece of work that is always the same took of
 * the same thread meanwhile: the slower a processor is, or the more it is shared, the longer both take. In milliseconds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['HOLDS_FILE'];
const turnMs = 5;
/** Between two comparisons. */
const turnsApart = 100;

const rows = Array.from({ length: 4000 }, (_, i) => ({ id: `row ${i}`, at: i / 7, isEven: i % 2 === 0 }));

function work() {
  return JSON.parse(JSON.stringify(rows)).sort((a, b) => b.at - a.at).length;
}

function usedMs() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}

/** What one of ten exceeded: the very slowest had the garbage of others to collect. */
function slowOf(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 0;
}

if (isMainThread && file !== undefined)
  process.once('SIGUSR2', () => {
    let longest = 0;
    const works = [];
    let turns = 0;
    let before = usedMs();
    setInterval(() => {
      const now = usedMs();
      longest = Math.max(longest, now - before);
      before = now;
      if ((turns += 1) % turnsApart !== 0) return;
      work();
      before = usedMs();
      works.push(before - now);
    }, turnMs).unref();
    process.once('exit', () => writeFileSync(file, JSON.stringify({ longest, work: slowOf(works) })));
  });
