import { rm } from 'node:fs/promises';
import { isVerdict } from '../media/reading/identity/source-failure.ts';
import { cleanFileName } from '../shared/clean-file-name.ts';
import type { CheckedUpload, UploadShelf } from './upload-shelf.ts';
import type { UploadRecord, UploadRecords } from './upload-records.ts';
import type { UploadStore } from './upload-store.ts';

export interface FinishOptions {
  readonly store: UploadStore;
  readonly records: UploadRecords;
  readonly put: (upload: CheckedUpload) => Promise<string>;
  readonly shelf: Pick<UploadShelf, 'settle' | 'sizeOf'>;
  /** Throws the problem that speaks against a file as footage. */
  readonly check: (source: { readonly path: string; readonly name: string }) => Promise<void>;
  readonly onPublished: (filePath: string) => void;
  /** Told when an upload needs no space any more. */
  readonly onGone: (id: string) => void;
}

export interface Finisher {
  /**
   * The name of a complete upload in the library; checks and publishes it first if that has not been done.
   * Whoever asks meanwhile waits for the same. Throws when it is not footage; it is gone then.
   */
  readonly finish: (id: string) => Promise<string>;
  /** As `finish` where all bytes are there; undefined where they are not, or there is no such upload. */
  readonly finishIfComplete: (id: string) => Promise<string | undefined>;
  readonly idle: () => Promise<void>;
}

/** What a file is called whose name had nothing usable in it. */
const namelessFile = 'camera';

export function nameOfUpload({ metadata }: Pick<UploadRecord, 'metadata'>): string {
  return cleanFileName(metadata?.['filename'] ?? metadata?.['name'] ?? '') || namelessFile;
}

export function createFinisher(options: FinishOptions): Finisher {
  const running = new Map<string, Promise<string>>();
  const finish = (id: string): Promise<string> => {
    const known = running.get(id);
    if (known) return known;
    const work = finishOne(options, id).finally(() => running.delete(id));
    running.set(id, work);
    return work;
  };
  return {
    finish,
    finishIfComplete: async (id) => {
      const record = await options.records.get(id);
      if (record === undefined) return undefined;
      if (record.filePath !== undefined) return publishedName(options, record, record.filePath);
      const isComplete = record.size > 0 && (await options.store.receivedOf(id)) === record.size;
      return isComplete ? finish(id) : undefined;
    },
    idle: async () => {
      await Promise.allSettled(running.values());
    },
  };
}

/** Clients remember uploads: one whose file was deleted since must not be taken for done, but begun again. */
async function publishedName(
  { records, shelf }: FinishOptions,
  { id, size }: UploadRecord,
  filePath: string,
): Promise<string | undefined> {
  if ((await shelf.sizeOf(filePath)) === size) return filePath;
  await records.delete(id);
  return undefined;
}

async function finishOne(options: FinishOptions, id: string): Promise<string> {
  const { store, records, put, shelf, check, onPublished, onGone } = options;
  const record = await records.get(id);
  if (record === undefined) throw new Error(`the upload ${id} has no record`);
  if (record.filePath !== undefined) return record.filePath;
  const path = store.pathOf(id);
  const name = nameOfUpload(record);
  try {
    await check({ path, name });
  } catch (thrown) {
    // Sending the same again cannot help.
    if (isVerdict(thrown)) {
      await store.remove(id);
      onGone(id);
    }
    throw thrown;
  }
  // A crash after any of these steps is made good by doing them again: the library knows its own file.
  const filePath = await put({ path, name, id, replaces: record.metadata?.['ifTaken'] === 'replace' });
  await records.set(id, { ...record, filePath });
  await shelf.settle(id);
  await rm(path, { force: true });
  onGone(id);
  onPublished(filePath);
  return filePath;
}
