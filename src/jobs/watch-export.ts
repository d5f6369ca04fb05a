import { isFinal, type ExportStatus } from '../contract/status.ts';
import type { WatchOptions } from './ports.ts';
import { pause, type WakeSet } from './wake-set.ts';

export interface Watched {
  readonly read: () => ExportStatus;
  readonly watchers: WakeSet;
  /** Shortest time between two snapshots, in milliseconds. */
  readonly intervalMs: number;
}

/** The snapshots of one export: the latest state each time, until the final one has been given. */
export async function* watchExport(
  { read, watchers, intervalMs }: Watched,
  { signal, sinceSeq }: WatchOptions,
): AsyncGenerator<ExportStatus, void, void> {
  let seen = sinceSeq;
  while (!signal.aborted) {
    const status = read();
    const isNews = status.seq !== seen;
    if (isNews) {
      seen = status.seq;
      yield status;
    }
    if (isFinal(status.status)) return;
    await (isNews ? pause(intervalMs, signal) : watchers.next(signal));
  }
}
