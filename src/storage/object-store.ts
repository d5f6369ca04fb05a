/** Where objects lie: a bucket of an S3 server, or a folder. Every call rejects with a `StorageError`, or the signal's reason. */
export interface ObjectStore extends ObjectReader {
  /** `s3://bucket/prefix`, for people. */
  readonly name: string;
  /** Makes a file an object, whole or not at all. */
  readonly write: (file: FileToWrite, signal?: AbortSignal) => Promise<Written>;
  /**
   * Makes an object the content of this state of another, which does not pass this machine where the place can do that;
   * replaces what is there.
   */
  readonly copy: (
    from: Pick<ObjectInfo, 'key' | 'bytes' | 'version'>,
    key: string,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** Of all objects whose keys begin so, in the order of their keys. */
  readonly list: (prefix: string, signal?: AbortSignal) => AsyncIterable<ObjectInfo>;
  /** What is not there is no error. */
  readonly remove: (key: string) => Promise<void>;
  /**
   * Ends uploads that nobody finishes any more: those that were begun longer ago than this, of keys that begin so. 0 for
   * all, whatever the clocks say.
   */
  readonly endUnfinished: (olderThanMs: number, prefix?: string) => Promise<number>;
  /** Where a browser can fetch an object without this server; undefined where there is no such place. */
  readonly linkTo?: (key: string, link: Link) => Promise<string>;
  /** Uploads that browsers send straight to the bucket, part by part. */
  readonly parts?: PartUploads;
}

/** Reads objects of one kind of place. */
export interface ObjectReader {
  readonly look: (key: string, signal?: AbortSignal) => Promise<ObjectInfo>;
  /** Exactly these bytes of exactly this version, or a `StorageError`. */
  readonly read: (key: string, range: VersionedRange, signal?: AbortSignal) => Promise<Uint8Array>;
}

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** Differs whenever the content does: an ETag, or a stamp of a file. */
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Bytes `[start, end)` of one state of an object. */
export interface VersionedRange {
  readonly start: number;
  readonly end: number;
  readonly version: string;
}

export interface FileToWrite {
  readonly key: string;
  /** Absolute. */
  readonly path: string;
  readonly type?: string;
  /** Leaves alone what is there already under the key. */
  readonly isOnlyIfAbsent?: boolean;
}

/** `there`: somebody else was faster, and it is the same for everybody. */
export type Written = 'written' | 'there';

export interface Link {
  /** `Content-Disposition`: what the file is called where it is saved. */
  readonly disposition: string;
  readonly type: string;
  /** How long the link works. */
  readonly seconds: number;
}

export interface PartUploads {
  /** How long each part of an object of so many bytes is, but the last. */
  readonly partBytesOf: (bytes: number) => number;
  readonly begin: (key: string, type: string) => Promise<string>;
  /** Addresses that the parts of these numbers (from 1 on) are sent to. */
  readonly linksTo: (upload: PartUpload, numbers: readonly number[]) => Promise<readonly string[]>;
  /** What has arrived. */
  readonly list: (upload: PartUpload) => Promise<readonly ArrivedPart[]>;
  readonly complete: (upload: PartUpload, parts: readonly ArrivedPart[]) => Promise<void>;
  readonly abort: (upload: PartUpload) => Promise<void>;
}

export interface PartUpload {
  readonly key: string;
  readonly uploadId: string;
}

export interface ArrivedPart {
  readonly number: number;
  readonly tag: string;
  readonly bytes: number;
}
