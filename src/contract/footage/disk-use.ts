/** What lies on the disk of a server, in bytes; of a user with limits of their own, what of it is theirs. */
export interface DiskUse {
  readonly sourceBytes: number;
  readonly exportBytes: number;
  /** Of uploads that are not finished. */
  readonly uploadBytes: number;
  /** What browsers edit with; made again where it is missing. */
  readonly previewBytes: number;
  /** Finished pieces of exports, kept so that the next export need not encode them again. */
  readonly chunkBytes: number;
  /** What may still be written; null where nobody can tell. */
  readonly freeBytes: number | null;
}
