import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/problems.ts';
import { isDiskFull } from '../disk/store-fs.ts';
import { addSource, forgetCopy, removeCopies, replaceSource } from '../media/library/add-source.ts';
import type { PartPlace } from './parts/part-place.ts';
import { diskFull } from './upload-problems.ts';

/** A whole upload that was found to be footage. */
export interface CheckedUpload {
  /** Absolute. The file may be moved, or stay. */
  readonly path: string;
  /** Clean. */
  readonly name: string;
  readonly id: string;
  /** Whether it takes the place of what lies there under its name; otherwise it gets a name of its own. */
  readonly replaces: boolean;
}

/** Where finished uploads go: the library's folder, or a storage. Everything rejects with a `ProblemError`, or the signal's reason. */
export interface UploadShelf {
  /**
   * Makes it appear in the library, whole or not at all, and never in the place of another unless it is to replace that;
   * answers with the name it got.
   * What is there already under this name with the same bytes is not put beside itself. Done twice, it answers the same.
   */
  readonly put: (upload: CheckedUpload, signal: AbortSignal) => Promise<string>;
  /** To be called once it is written down which name it got. */
  readonly settle: (id: string) => Promise<void>;
  /** Undefined where nothing lies there under this name (any more). */
  readonly sizeOf: (filePath: string) => Promise<number | undefined>;
  /** Deletes what a dead server left unfinished; what is still to be finished stays. */
  readonly sweep: (isToBeFinished: (id: string) => Promise<boolean>) => Promise<void>;
  /** Where browsers may send files themselves; undefined where all go through this server. */
  readonly parts?: PartPlace | undefined;
}

/** The folder of a library. */
export function createFolderShelf(library: string): UploadShelf {
  return {
    put: ({ replaces, ...upload }) =>
      (replaces ? replaceSource : addSource)({ ...upload, folder: library }).catch((thrown: unknown) => {
        throw isDiskFull(thrown) ? new ProblemError(diskFull(), { cause: thrown }) : thrown;
      }),
    settle: (id) => forgetCopy(library, id),
    sizeOf: (filePath) =>
      stat(join(library, filePath)).then(
        ({ size }) => size,
        () => undefined,
      ),
    sweep: (isToBeFinished) => removeCopies(library, isToBeFinished),
  };
}
