/**
 * Where browsers send files themselves, part by part: a storage. Nothing of them is in the library before `put`.
 * Everything rejects with a `ProblemError`, or the signal's reason.
 */
export interface PartPlace {
  readonly begin: (upload: {
    readonly id: string;
    readonly size: number;
    readonly type: string;
  }) => Promise<PartsBegun>;
  /** Addresses to which the parts of these numbers (from 1 on) are sent. */
  readonly linksTo: (upload: BegunUpload, numbers: readonly number[]) => Promise<readonly string[]>;
  /** What has arrived, also after it was joined; undefined where the storage knows nothing of it (any more). */
  readonly arrived: (upload: BegunUpload) => Promise<readonly ArrivedBytes[] | undefined>;
  /**
   * Makes the parts one file, which nobody but `look` and `put` sees; rejects with `WRONG_OFFSET` where some are missing.
   * Done twice, it answers the same.
   */
  readonly join: (upload: BegunUpload) => Promise<void>;
  /** A path at which the joined file can be read, until it is released. */
  readonly look: (id: string, signal: AbortSignal) => Promise<JoinedFile>;
  /** Makes the joined file appear in the library; answers with the name it got. Done twice, it answers the same. */
  readonly put: (upload: JoinedUpload, signal: AbortSignal) => Promise<string>;
  /** Deletes the parts and the joined file; what is not there is no error. */
  readonly remove: (upload: BegunUpload) => Promise<void>;
  /** The same for all that were begun so long ago. */
  readonly sweep: (olderThanMs: number) => Promise<void>;
}

export interface PartsBegun {
  readonly uploadId: string;
  /** Of each but the last. */
  readonly partBytes: number;
}

export interface BegunUpload extends PartsBegun {
  readonly id: string;
  readonly size: number;
}

export interface ArrivedBytes {
  readonly number: number;
  readonly bytes: number;
}

export interface JoinedFile {
  readonly path: string;
  readonly release: () => void;
}

export interface JoinedUpload {
  readonly id: string;
  /** Clean. */
  readonly name: string;
  /** Whether it takes the place of what lies there under its name. */
  readonly replaces: boolean;
}
