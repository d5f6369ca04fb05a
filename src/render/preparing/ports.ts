import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { Problem } from '../../contract/problems.ts';

/** What is there of an edit, and what an export of it takes, in seconds for a person. */
export interface LookedAhead {
  /** Pieces of pictures that an export encodes. */
  readonly chunks: number;
  /** The share of the work that is done, 0..1. */
  readonly ready: number;
  /** Keys of everything that belongs to the pieces. */
  readonly keys: readonly string[];
  /** With nothing prepared. */
  readonly unpreparedSeconds: number;
  /** With everything prepared. */
  readonly preparedSeconds: number;
}

/** How rendering ahead ended. `yielded`: others wanted its slots; what it has made is there for the next try. */
export type PreparationEnd =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'yielded' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** What is told of an edit while it is rendered ahead. */
export interface PrepareHooks {
  readonly signal: AbortSignal;
  /** The share of the work that is done, 0..1. */
  readonly onProgress: (share: number) => void;
  /** Keys of chunks that it needs, there or not. */
  readonly onNeeded: (keys: readonly string[]) => void;
  /** The key of a chunk that it has made. */
  readonly onMade: (key: string) => Promise<void>;
}

/** Renders edits before anybody exports them. */
export interface AheadRenderer {
  /** What of an edit is there. Renders nothing; throws the `ProblemError` that speaks against the edit. */
  readonly look: (config: ExportConfig, signal: AbortSignal) => Promise<LookedAhead>;
  /** Renders what is missing, at the lowest priority; gives way as soon as anybody else has no slot. */
  readonly prepare: (config: ExportConfig, hooks: PrepareHooks) => Promise<PreparationEnd>;
}
