import { isFinal } from '../../contract/status.ts';
import { removeOne } from './export-operations.ts';
import { checkOpen, type Room } from './exports-room.ts';
import type { JobRecord } from '../state/job-record.ts';
import { recoverExports, type Recovery } from './recover-exports.ts';
import { runAttempt } from './run-attempt.ts';

/** See `RunningExports.recover`. */
export async function recover(room: Room): Promise<Recovery> {
  const { table, options, notify } = room;
  if (room.phase !== 'new') checkOpen(room);
  const recovery = await recoverExports({
    table,
    store: options.store,
    leftovers: options.leftovers,
    notify,
  });
  room.nextOrder = (table.entries().at(-1)?.record.order ?? 0) + 1;
  for (const { record } of table.entries()) {
    if (record.status === 'pending') options.queue.add(record.jobId, record.order);
  }
  // Told to stop while starting: what waits stays waiting.
  if (room.phase !== 'new') return recovery;
  room.phase = 'open';
  options.queue.open((jobId) => runTurn(room, jobId));
  return recovery;
}

async function runTurn(room: Room, jobId: string): Promise<void> {
  const { table, options, notify } = room;
  const entry = table.get(jobId);
  if (entry === undefined) return;
  const isToGoOn = await runAttempt(entry, {
    table,
    store: options.store,
    render: options.render,
    deadlineMs: options.limits.deadlineMs,
    putBackReason: () => room.drainReason,
    notify,
  });
  if (isToGoOn && entry.record.status === 'pending') options.queue.add(jobId, entry.record.order);
}

/** See `RunningExports.drain`; the phase and the reason are set. */
export async function drain(room: Room): Promise<void> {
  const { table, options } = room;
  for (const { run } of table.entries()) {
    if (run === undefined) continue;
    if (run.stopReason === 'none') run.stopReason = 'shutdown';
    run.controller.abort('shutdown');
  }
  await options.queue.close();
  await room.locks.idle();
  room.phase = 'closed';
  table.close();
  await Promise.all(table.entries().map((entry) => entry.writer.close()));
  await options.store.close();
}

/** See `RunningExports.removeExpired`. */
export async function removeExpired(room: Room, at: number): Promise<readonly string[]> {
  const { retentionMs } = room.options.limits;
  if (retentionMs <= 0) return [];
  const removed: string[] = [];
  for (const { record } of [...room.table.entries()]) {
    const { jobId } = record;
    if (!isExpired(record, at - retentionMs)) continue;
    try {
      const isGone = await room.locks.run(jobId, async () => {
        // It may have been retried while others were being removed.
        const entry = room.table.get(jobId);
        if (entry === undefined || !isExpired(entry.record, at - retentionMs)) return false;
        await removeOne(room, jobId);
        return true;
      });
      if (isGone) removed.push(jobId);
    } catch (cause) {
      room.notify({ kind: 'trouble', jobId, what: 'An expired export could not be removed.', cause });
    }
  }
  return removed;
}

function isExpired(record: JobRecord, before: number): boolean {
  return isFinal(record.status) && record.finishedAt !== undefined && Date.parse(record.finishedAt) <= before;
}
