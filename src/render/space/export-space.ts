import { createSpaceLedger, type SpaceLedgerOptions, type SpaceNeed } from './space-ledger.ts';

/** An export that somebody puts in line, or has put there. */
export interface WaitingExport {
  readonly jobId: string;
  /** Whether it waits to be rendered at this moment: only then a promise to it stays. */
  readonly isWaiting: () => boolean;
}

/**
 * The space that exports take on the disk, as one transaction each: promised before an export is taken, begun when
 * an attempt to render it knows what it takes, released when it has ended. Nobody else keeps accounts of it.
 */
export interface ExportSpace {
  /** Promises space to an export that shall be taken; rejects with `NO_ROOM` and the numbers. */
  readonly promise: (jobId: string, need: SpaceNeed) => Promise<void>;
  /**
   * Puts an export in line by `take`, and keeps what was promised to it only if it waits then. One that was admitted
   * but not taken (the line was full) gives it back, and so does the second of two requests for one export, which was
   * admitted after the first had begun or ended.
   */
  readonly keepIfTaken: <Result>(waiting: WaitingExport, take: () => Promise<Result>) => Promise<Result>;
  /**
   * Promises space again to an export that waits since an earlier server, without asking whether that can be kept.
   * `needOf` says how much, or undefined where nobody knows.
   */
  readonly restore: (waiting: WaitingExport, needOf: () => Promise<SpaceNeed | undefined>) => Promise<void>;
  /** For one attempt to render an export. `startCounting` is called where it begins to use space. */
  readonly openAttempt: (jobId: string, startCounting: () => SpentBytes) => AttemptSpace;
  /** The export has ended without having been rendered, or is gone. */
  readonly release: (jobId: string) => void;
}

/** Bytes that an attempt has written since counting was started. */
export type SpentBytes = () => Promise<number>;

/** Both ask once more, since others than us fill disks too, and reject with `NO_ROOM`. */
export interface AttemptSpace {
  /** Before it is known what the export really takes: it keeps all that was promised to it. */
  readonly beginEarly: (need: SpaceNeed) => Promise<void>;
  /** With what the export really takes. */
  readonly begin: (need: SpaceNeed) => Promise<void>;
  /** The attempt has ended, whether it had begun or not. */
  readonly release: () => void;
}

export function createExportSpace(options: SpaceLedgerOptions): ExportSpace {
  const ledger = createSpaceLedger(options);
  const forgetUnlessWaiting = ({ jobId, isWaiting }: WaitingExport): void => {
    if (!isWaiting()) ledger.forget(jobId);
  };
  return {
    promise: ledger.promise,
    keepIfTaken: async (waiting, take) => {
      try {
        return await take();
      } finally {
        forgetUnlessWaiting(waiting);
      }
    },
    restore: async (waiting, needOf) => {
      // It may have ended or begun meanwhile, and then keeps its own account.
      const need = waiting.isWaiting() ? await needOf() : undefined;
      if (need) ledger.note(waiting.jobId, need);
      forgetUnlessWaiting(waiting);
    },
    openAttempt: (jobId, startCounting) => ({
      beginEarly: (need) => ledger.beginEarly(jobId, need, startCounting()),
      begin: (need) => ledger.begin(jobId, need, startCounting()),
      release: () => ledger.release(jobId),
    }),
    release: ledger.release,
  };
}
