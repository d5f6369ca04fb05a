/** Bytes that are handed out: a file of this machine, or what lies elsewhere and is read piece by piece as it is sent. */
export type StoredBytes = StoredFile | RemoteBytes;

export interface StoredFile {
  readonly kind: 'file';
  /** Absolute, and already known to be allowed. */
  readonly path: string;
}

export interface RemoteBytes {
  readonly kind: 'remote';
  /** What the file is called, with its extension. */
  readonly name: string;
  readonly bytes: number;
  /** Differs whenever the content does. */
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Bytes `[start, end)` of this version. Rejects with a `ProblemError` where it cannot be had (any more), or with the signal's reason. */
  readonly read: (start: number, end: number, signal: AbortSignal) => Promise<Uint8Array>;
}
