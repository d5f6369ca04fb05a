/**
 * Where finished chunks lie for all machines of a fleet, as files with their seals. What it cannot do costs time and no
 * export: nothing of it rejects.
 */
export interface ChunkDepot {
  /** Puts a chunk's file there, unless there is one of that key. */
  readonly keep: (key: string, path: string) => Promise<void>;
  /** Writes the chunk's file to a path at which nothing lies; false where there is none, or it cannot be had. */
  readonly bring: (key: string, path: string) => Promise<boolean>;
  readonly remove: (key: string) => Promise<void>;
  /** Notes that these are being used, there or not: what was used least recently goes first. */
  readonly use: (keys: readonly string[]) => void;
}
