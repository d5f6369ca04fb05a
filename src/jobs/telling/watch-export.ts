import { isFinal, type ExportStatus } from '../../contract/exports/status.ts';
import type { WatchOptions } from '../ports.ts';
import type { Turns } from './turns.ts';
import { pauseFor, type ChangeSignal } from '../../disk/change-signal.ts';

export interface Watched<Entry> {
  /** Throws where there is no such export; asked when the first snapshot is. */
  readonly find: () => Entry;
  readonly read: (entry: Entry) => ExportStatus;
  readonly turns: Turns;
  /** Shortest time between two snapshots, in milliseconds. */
  readonly intervalMs: number;
}

/** The snapshots of one export: the latest state each time, until the final one has been given. */
export async function* watchJob<Entry extends { readonly watchers: ChangeSignal }>(
  { find, read, turns, intervalMs }: Watched<Entry>,
  { signal, sinceSeq }: WatchOptions,
): AsyncGenerator<ExportStatus, void, void> {
  const entry = find();
  let seen = sinceSeq;
  while (!signal.aborted) {
    await turns.pass();
    const status = read(entry);
    const isNews = status.seq !== seen;
    if (isNews) {
      seen = status.seq;
      yield status;
    }
    if (isFinal(status.status)) return;
    await (isNews ? pauseFor(intervalMs, signal) : entry.watchers.next(signal));
  }
}
