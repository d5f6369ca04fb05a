import { basename, extname } from 'node:path';
import type { OutputFiles, OutputLink } from '../../api/rest/route.ts';
import { splitOwnedId } from '../../contract/owned-name.ts';
import { ProblemError } from '../../contract/problems.ts';
import { publicationFileOf, publicationSchema } from '../../contract/exports/publication.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import type { OutputPlace } from '../../render/attempt/publish-export.ts';
import { parseJson } from '../../shared/parse-json.ts';
import type { ObjectInfo, ObjectStore } from '../../storage/object-store.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { OutputRecords } from './fleet/output-records.ts';
import { storageProblem } from './storage-problem.ts';

/** Finished files of exports in the storage: put there, found there, removed from there. */
export interface StoredOutputs extends OutputPlace {
  /** See `FileStoreOptions`. */
  readonly remove: (jobId: string, file?: string) => Promise<void>;
  /** Ends what nobody goes on sending; once a day is enough. */
  readonly sweep: () => Promise<void>;
  /** What those of one owner take there. */
  readonly bytesOf: (owner: string) => Promise<number>;
}

const prefix = 'outputs/';
const dayMs = 24 * 3_600_000;

/** What the keys of an output's files begin with: `outputs/{export}/{file}/{attempt}.mp4`, so that nothing ever replaces anything. */
export const folderOfOutput = (jobId: string, file = '') =>
  `${prefix}${encodeURIComponent(jobId)}/${file === '' ? '' : `${file}/`}`;

/** `records`: where machines share no folders, what tells all of them of an output. */
export function openStoredOutputs(
  store: ObjectStore,
  records?: Pick<OutputRecords, 'announce'>,
): StoredOutputs {
  const removeAll = async (folder: string): Promise<void> => {
    await store.endUnfinished(0, folder);
    for await (const { key } of store.list(folder)) await store.remove(key);
  };
  return {
    put: async ({ jobId, file, attemptToken, path }, signal) => {
      const folder = folderOfOutput(jobId, file);
      const key = `${folder}${attemptToken}${extname(file)}`;
      try {
        // Those that an earlier attempt was killed over: nobody else may publish this file any more.
        await store.endUnfinished(0, folder);
        await store.write({ key, path, type: typeOf(file) }, signal);
        return key;
      } catch (error) {
        throw storageProblem(error, 'The finished file cannot be put into the storage') ?? error;
      }
    },
    ...(records && {
      announce: (published) =>
        records.announce(published).catch((error: unknown) => {
          throw storageProblem(error, 'The finished file cannot be made known in the storage') ?? error;
        }),
    }),
    keepOnly: ({ jobId, file }, object) => removeEarlier(store, folderOfOutput(jobId, file), object),
    discard: (object) => store.remove(object),
    remove: (jobId, file) =>
      removeAll(folderOfOutput(jobId, file)).catch((error: unknown) => {
        throw storageProblem(error, 'The files of the export cannot be removed from the storage') ?? error;
      }),
    sweep: async () => {
      await store.endUnfinished(dayMs, prefix);
    },
    bytesOf: async (owner) => {
      let bytes = 0;
      for await (const found of store.list(prefix)) {
        const jobId = decodeURIComponent(found.key.slice(prefix.length).split('/')[0] ?? '');
        if (splitOwnedId(jobId).owner === owner) bytes += found.bytes;
      }
      return bytes;
    },
  };
}

/** What earlier attempts have left beside an object: whoever has published later meanwhile keeps it. */
async function removeEarlier(store: ObjectStore, folder: string, object: string): Promise<void> {
  await store.endUnfinished(0, folder);
  const found: ObjectInfo[] = [];
  for await (const info of store.list(folder)) found.push(info);
  const stemOf = (key: string) => key.slice(0, key.length - extname(key).length);
  const isOwn = ({ key }: ObjectInfo) => stemOf(key) === stemOf(object);
  const own = found.find(({ key }) => key === object);
  for (const info of found)
    if (!isOwn(info) && info.modifiedMs <= (own?.modifiedMs ?? 0)) await store.remove(info.key);
}

/** How long a link works. What is broken off is gone on with under a new one. */
const linkSeconds = 6 * 3600;

/** Finds finished files: in the folders of their exports, or where the records of their publication say. */
export function openOutputFiles(store: ObjectStore | undefined, hasLinks: boolean): OutputFiles {
  return {
    find: async (path) => {
      const object = objectOf(path);
      if (object === undefined) return { bytes: { kind: 'file', path } };
      if (!store) throw new ProblemError(withoutStorage);
      try {
        const { bytes, version, modifiedMs } = await store.look(object);
        const { linkTo } = store;
        const link = (wanted: OutputLink) =>
          linkTo?.(object, { ...wanted, type: typeOf(path), seconds: linkSeconds }) ?? '';
        const read = (start: number, end: number, signal: AbortSignal) =>
          store.read(object, { start, end, version }, signal).catch((error: unknown) => {
            throw storageProblem(error, cannotBeRead) ?? error;
          });
        return {
          bytes: { kind: 'remote', name: basename(path), bytes, version, modifiedMs, read },
          ...(hasLinks && linkTo && { link }),
        };
      } catch (error) {
        if (error instanceof StorageError && error.code === 'ESTGONE') return undefined;
        throw storageProblem(error, cannotBeRead) ?? error;
      }
    },
  };
}

const cannotBeRead = 'The finished file cannot be read from the storage';

/** Under which key a finished file lies in the storage; undefined where it lies at its path. */
function objectOf(path: string): string | undefined {
  const record = readSmallFile(publicationFileOf(path), maxRecordBytes);
  return record.isOk ? publicationSchema.safeParse(parseJson(record.text)).data?.object : undefined;
}

const withoutStorage = {
  code: 'NOT_READY',
  message: 'The finished file lies in a storage that this server is not set up for.',
  hint: 'Set STORAGE to what it was when the export was made.',
} as const;

const types: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
};

function typeOf(file: string): string {
  return types[extname(file)] ?? 'application/octet-stream';
}
