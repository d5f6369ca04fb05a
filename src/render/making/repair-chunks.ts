import type { AttemptChunks } from '../child/attempt-chunks.ts';
import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import type { ChildLog } from '../child/child-log.ts';
import type { SharedMixes } from '../sound/mixing/shared-mixes.ts';

/** How often an export is built again from chunks that were made again, before its disk is given up. */
const mostRepairs = 3;

interface ToRepair {
  readonly chunks: AttemptChunks;
  readonly mixes: SharedMixes;
  readonly log: ChildLog;
}

/** Does work again where a chunk turned out to be damaged or gone: those that are no longer whole are deleted first. */
export async function withRepairs<T>(
  { chunks, mixes, log }: ToRepair,
  work: (isAgain: boolean) => Promise<T>,
): Promise<T> {
  for (let repairs = 0; ; repairs++) {
    try {
      return await work(repairs > 0);
    } catch (error) {
      if (!(error instanceof DamagedChunkError) || repairs === mostRepairs) throw error;
      log.write({ event: 'note', task: 'chunks', text: `${error.message} It is made again.` });
      await chunks.store.remove(error.key);
      await chunks.repair();
      mixes.forgetChunks();
    }
  }
}
