import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { RenderOutcome, RenderRequest, RenderUpdate } from '../contract/exports/render-port.ts';
import type { ExportState, ExportStatus } from '../contract/exports/status.ts';
import type { TurnWish } from './state/turn.ts';

/** A page of exports, newest first. */
export interface ExportPage {
  readonly exports: readonly ExportStatus[];
  /** Give it back to get the next page; absent on the last one. */
  readonly nextCursor?: string;
}

export interface ExportQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly states?: readonly ExportState[];
  /** Part of the project's name or of the id; upper and lower case are the same. */
  readonly search?: string;
  /** Those that the list is of; all where left out. */
  readonly among?: (jobId: string) => boolean;
  /** For those who see everybody's: whose are meant, by the id of an owner. */
  readonly of?: string;
}

/**
 * Everything the outside may do with exports. All answers are snapshots. Methods reject with a
 * `ProblemError` for what the caller can understand and anything else only for bugs.
 */
export interface Exports {
  /** Answers once the export is on disk and synced. The same id with the same content answers again. */
  readonly create: (config: ExportConfig, wish?: TurnWish) => Promise<ExportStatus>;
  /**
   * Resolves when all is known here that has happened before the call, wherever it did: to be awaited before something
   * is looked up that another process may have answered for.
   */
  readonly catchUp: () => Promise<void>;
  readonly get: (jobId: string) => ExportStatus | undefined;
  readonly list: (query: ExportQuery) => ExportPage;
  /** How many there are in each state, of all or of some. */
  readonly counts: (among?: ExportQuery['among']) => Readonly<Record<ExportState, number>>;
  /** Answers when the children are dead and the partial files gone. Idempotent. */
  readonly cancel: (jobId: string) => Promise<ExportStatus>;
  readonly retry: (jobId: string) => Promise<ExportStatus>;
  readonly configOf: (jobId: string) => Promise<ExportConfig>;
  /** The config of an export with one more output, checked: what `addOutput` takes. */
  readonly configWith: (jobId: string, output: unknown) => Promise<ExportConfig>;
  /** Makes the last output of the config, beside those that an export that has ended already has. */
  readonly addOutput: (config: ExportConfig) => Promise<ExportStatus>;
  /** Makes one output of an export that has ended again; the others stay as they are. */
  readonly retryOutput: (jobId: string, outputId: string) => Promise<ExportStatus>;
  /** Removes one output of an export that has ended, but for the first. */
  readonly removeOutput: (jobId: string, outputId: string) => Promise<ExportStatus>;
  /** Cancels if need be, then removes the export with its files. */
  readonly remove: (jobId: string) => Promise<ExportStatus>;
  /**
   * Snapshots of one export: the latest at once unless `sinceSeq` already names it, then each change, at
   * most about ten a second, latest value only; ends after the final state has been delivered.
   */
  readonly watch: (jobId: string, options: WatchOptions) => AsyncGenerator<ExportStatus, void, void>;
  /**
   * The same for many who read one export: each is called instead of waited for. Throws `NOT_FOUND`; answers how
   * to leave, which is no longer needed after the end.
   */
  readonly follow: (jobId: string, follower: Follower, sinceSeq?: number) => () => void;
  /** Snapshots of every export that changes, until the signal aborts. Removed ones come with `isRemoved`. */
  readonly watchAll: (options: WatchOptions) => AsyncGenerator<QueueChange, void, void>;
  /**
   * Absolute path of a file in the export's folder, or of what this machine has of it; undefined for an unknown export or
   * output. `output` is the first one unless another is named.
   */
  readonly pathOf: (jobId: string, file: ExportFile, outputId?: string) => Promise<string | undefined>;
}

export type ExportFile =
  'config.json' | 'status.json' | 'plan.json' | 'log.ndjson' | 'captions.vtt' | 'chapters.json' | 'output';

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly sinceSeq?: number;
}

/** One who is told how an export stands. Neither method may throw. */
export interface Follower {
  /** False when it cannot take it now: it is asked again a little later, with what is the latest then. */
  readonly tell: (status: ExportStatus) => boolean;
  /** After the final state has been taken, or was known already. */
  readonly end: () => void;
}

/** One change of the queue as a whole; `seq` grows over all exports of this run of the server. */
export interface QueueChange {
  readonly seq: number;
  readonly status: ExportStatus;
  readonly isRemoved: boolean;
}

/**
 * Renders one export. Settles only when its last child is dead and its partial files are gone; the output
 * file appears whole, verified and synced, before it answers `completed`. The signal's reason is `'cancel'`
 * or `'shutdown'`. Never rejects for anything but a bug.
 */
export type Render = (
  request: RenderRequest,
  hooks: {
    readonly signal: AbortSignal;
    readonly onUpdate: (update: RenderUpdate) => void;
    /** Throws when the export belongs to another server by now: nothing may be published then. */
    readonly requireOurs?: () => void;
  },
) => Promise<RenderOutcome>;
