/** Bytes `[start, end)` of a file. */
export type ByteRange = readonly [start: number, end: number];

/**
 * Files in a folder of ours whose bytes lie elsewhere and are fetched when somebody needs them: each is as long as it
 * is there, with holes. Everything rejects with an error that has a `code` and a `path`, or with the signal's reason.
 */
export interface RemoteFiles {
  /** Absolute, with a slash at its end. */
  readonly folder: string;
  /** The path of what a name of a config stands for, as it is there now; undefined where the name is an ordinary path. */
  readonly adopt: (name: string, signal?: AbortSignal) => Promise<string | undefined>;
  /** Resolves when the file and these bytes of it are there; without ranges, when the whole file is. */
  readonly fetch: (path: string, ranges?: readonly ByteRange[], signal?: AbortSignal) => Promise<void>;
  /** These bytes for who only passes them on: what is not there is asked for and not kept. */
  readonly read: (path: string, range: ByteRange, signal?: AbortSignal) => Promise<Uint8Array>;
  /** What fetching these bytes would take; without ranges, those of the whole file. Fetches nothing. */
  readonly weigh: (path: string, ranges?: readonly ByteRange[]) => Promise<RemoteWeight>;
  /** What it is elsewhere now: differs from what it was when it was adopted where it has been replaced. */
  readonly identify: (path: string, signal?: AbortSignal) => Promise<RemoteIdentity>;
  /** The name under which `adopt` gave a path out; another process finds the same under it. Undefined for others. */
  readonly nameOf: (path: string) => string | undefined;
  /** Keeps what is there of a file until the returned function is called. */
  readonly hold: (path: string) => () => void;
}

export interface RemoteWeight {
  /** Bytes that are not here yet. */
  readonly missing: number;
  /** Bytes that are kept of the file here afterwards. */
  readonly kept: number;
}

export interface RemoteIdentity {
  /** The same for the same content wherever the file is kept. */
  readonly key: string;
  readonly bytes: number;
  /** In milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Of the state that is there now. */
  readonly stamp: string;
}

/**
 * Who fetches the files of which folder, in this thread. Files are opened in a hundred places and by children, and
 * none of them has to know: those that open them ask here. Nobody is registered where everything lies in folders.
 */
function createRemoteFolders() {
  const folders = new Set<RemoteFiles>();
  return {
    /** Until the returned function is called. */
    serve: (files: RemoteFiles): (() => void) => {
      folders.add(files);
      return () => void folders.delete(files);
    },
    /** Whoever fetches what is missing of the file at a path; undefined for ordinary files. */
    of: (path: string): RemoteFiles | undefined => {
      for (const files of folders) if (path.startsWith(files.folder)) return files;
      return undefined;
    },
  };
}

export const remoteFolders = createRemoteFolders();
