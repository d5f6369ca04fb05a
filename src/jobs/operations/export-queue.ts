import type { Turn } from '../state/turn.ts';

/** Decides when an export's turn comes: so many at once, in order of their turns. Knows ids, not exports. */
export interface ExportQueue {
  /** Begins to hand out what has been added. `run` must not reject; its slot is free when it settles. */
  readonly open: (run: (jobId: string) => Promise<void>) => void;
  /** Once per id until it has run or been withdrawn. Adding what is running already runs it again afterwards. */
  readonly add: (jobId: string, turn: Turn) => void;
  /** True when it was still waiting and now never runs. */
  readonly withdraw: (jobId: string) => boolean;
  /** Hands out nothing more; resolves when what runs has settled. What waits stays waiting. */
  readonly close: () => Promise<void>;
}
