import {
  publicationFileOf,
  publicationSchema,
  type Publication,
} from '../../../contract/exports/publication.ts';
import { maxRecordBytes } from '../../../disk/read-small-file.ts';
import { parseJson } from '../../../shared/parse-json.ts';
import { lookFor } from '../../../storage/fetch-to-file.ts';
import type { ObjectInfo, ObjectStore } from '../../../storage/object-store.ts';
import { fetchWhole } from './export-files.ts';

/**
 * What was published of the exports of a fleet: beside each finished file in the storage a record that makes it count. It
 * has the name of its attempt, so that one that comes late replaces nothing. Rejects with a `StorageError`.
 */
export interface OutputRecords {
  /** Makes a file of the storage an output of its export; `path` is where its record lies. */
  readonly announce: (published: OutputOfAttempt & { readonly path: string }) => Promise<void>;
  /** What this attempt has published, if its file is there. */
  readonly read: (published: OutputOfAttempt) => Promise<Publication | undefined>;
  /** Brings the record of the latest file that is there to where it belongs beside a path; false where there is none. */
  readonly bring: (output: Omit<OutputOfAttempt, 'attemptToken'>, path: string) => Promise<boolean>;
}

interface OutputOfAttempt {
  readonly jobId: string;
  readonly file: string;
  readonly attemptToken: string;
}

/** `folderOf`: what the keys of an output's files begin with. */
export function openOutputRecords(
  store: ObjectStore,
  folderOf: (jobId: string, file: string) => string,
): OutputRecords {
  const keyOf = ({ jobId, file, attemptToken }: OutputOfAttempt) =>
    `${folderOf(jobId, file)}${attemptToken}.json`;
  const readAt = async (info: ObjectInfo): Promise<Publication | undefined> => {
    if (info.bytes > maxRecordBytes) return undefined;
    const bytes = await store.read(info.key, { start: 0, end: info.bytes, version: info.version });
    const { data } = publicationSchema.safeParse(parseJson(Buffer.from(bytes).toString()));
    const isThere = data?.object !== undefined && (await lookFor(store, data.object)) !== undefined;
    return isThere ? data : undefined;
  };
  return {
    announce: async ({ path, ...published }) => {
      await store.write({ key: keyOf(published), path, type: 'application/json' });
    },
    read: async (published) => {
      const info = await lookFor(store, keyOf(published));
      return info && readAt(info);
    },
    bring: async ({ jobId, file }, path) => {
      const records: ObjectInfo[] = [];
      for await (const info of store.list(folderOf(jobId, file)))
        if (info.key.endsWith('.json')) records.push(info);
      for (const info of records.sort((a, b) => b.modifiedMs - a.modifiedMs)) {
        if (!(await readAt(info))) continue;
        await fetchWhole(store, info, publicationFileOf(path));
        return true;
      }
      return false;
    },
  };
}
