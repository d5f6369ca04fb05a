import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../contract/problems.ts';
import { refusalOf } from '../../contract/footage/footage-kinds.ts';
import { isVerdict } from '../../media/reading/identity/source-failure.ts';
import { nameOfUpload } from '../finish-upload.ts';
import { emptyFile, noFileName, notFootage, tooLarge } from '../upload-problems.ts';
import type { UploadRecord, UploadRecords } from '../upload-records.ts';
import type { ArrivedBytes, BegunUpload, PartPlace } from './part-place.ts';

export interface DirectUploadsOptions {
  readonly place: PartPlace;
  readonly records: UploadRecords;
  readonly maxBytes: number;
  /** Throws where this one may not be uploaded. */
  readonly requireAllowed: (upload: { readonly name: string; readonly size: number }) => Promise<void>;
  /** Throws the problem that speaks against a file as footage. */
  readonly check: (source: { readonly path: string; readonly name: string }) => Promise<void>;
  readonly onPublished: (filePath: string) => void;
  readonly signal: AbortSignal;
}

export interface WantedUpload {
  readonly filename: string;
  readonly size: number;
  readonly filetype?: string | undefined;
  readonly ifTaken?: 'keep-both' | 'replace' | undefined;
}

/** How an upload stands. */
export interface PartsStanding {
  readonly id: string;
  readonly size: number;
  readonly partBytes: number;
  readonly arrived: readonly ArrivedBytes[];
  /** Its name in the library, once it is there. */
  readonly filePath?: string | undefined;
}

/** Uploads whose bytes do not pass this server. Everything rejects with a `ProblemError` where a client can know why. */
export interface DirectUploads {
  readonly begin: (wanted: WantedUpload) => Promise<PartsStanding>;
  readonly standing: (id: string) => Promise<PartsStanding>;
  readonly linksTo: (id: string, numbers: readonly number[]) => Promise<readonly string[]>;
  /** Looks at what has arrived and publishes it; whoever asks meanwhile waits for the same. */
  readonly complete: (id: string) => Promise<string>;
  readonly remove: (id: string) => Promise<void>;
  readonly idle: () => Promise<void>;
}

export function openDirectUploads(options: DirectUploadsOptions): DirectUploads {
  const { place, records } = options;
  const running = new Map<string, Promise<string>>();
  const complete = (id: string): Promise<string> => {
    const known = running.get(id);
    if (known) return known;
    const work = completeOne(options, id).finally(() => running.delete(id));
    running.set(id, work);
    return work;
  };
  return {
    begin: (wanted) => beginOne(options, wanted),
    standing: async (id) => {
      const { record, begun } = await requireUpload(records, id);
      const { size, partBytes } = begun;
      const { filePath } = record;
      if (filePath !== undefined) return { id, size, partBytes, arrived: [], filePath };
      const arrived = await place.arrived(begun);
      if (arrived) return { id, size, partBytes, arrived };
      await records.delete(id);
      throw new ProblemError(gone);
    },
    linksTo: async (id, numbers) => {
      const { begun } = await requireUpload(records, id);
      if (Math.max(...numbers) > Math.ceil(begun.size / begun.partBytes)) throw new ProblemError(beyond);
      await records.touch(id);
      return place.linksTo(begun, numbers);
    },
    complete,
    remove: async (id) => {
      const { begun } = await requireUpload(records, id);
      await place.remove(begun);
      await records.delete(id);
    },
    idle: async () => {
      await Promise.allSettled(running.values());
    },
  };
}

async function beginOne(
  { place, records, maxBytes, requireAllowed }: DirectUploadsOptions,
  { filename, size, filetype = '', ifTaken }: WantedUpload,
): Promise<PartsStanding> {
  if (filename === '') throw new ProblemError(noFileName());
  const metadata = { filename, filetype, ...(ifTaken === 'replace' && { ifTaken }) };
  const name = nameOfUpload({ metadata });
  const refusal = refusalOf(name, filetype === '' ? undefined : filetype);
  if (refusal !== undefined) throw new ProblemError(notFootage(refusal));
  if (size === 0) throw new ProblemError(emptyFile(name));
  if (size > maxBytes) throw new ProblemError(tooLarge());
  await requireAllowed({ name, size });
  const id = randomBytes(16).toString('hex');
  const begun = await place.begin({ id, size, type: filetype });
  await records.set(id, { id, size, metadata, creation_date: new Date().toISOString(), parts: begun });
  return { id, size, partBytes: begun.partBytes, arrived: [] };
}

async function completeOne(options: DirectUploadsOptions, id: string): Promise<string> {
  const { place, records, onPublished, signal } = options;
  const { record, begun } = await requireUpload(options.records, id);
  if (record.filePath !== undefined) return record.filePath;
  const name = nameOfUpload(record);
  await place.join(begun);
  await checkJoined(options, { id, name, begun });
  // A crash after any of these steps is made good by doing them again: the place knows its own file.
  const replaces = record.metadata?.['ifTaken'] === 'replace';
  const filePath = await place.put({ id, name, replaces }, signal);
  await records.set(id, { ...record, filePath });
  await place.remove(begun);
  onPublished(filePath);
  return filePath;
}

async function checkJoined(
  { place, records, check, signal }: DirectUploadsOptions,
  { id, name, begun }: { readonly id: string; readonly name: string; readonly begun: BegunUpload },
): Promise<void> {
  const { path, release } = await place.look(id, signal);
  try {
    await check({ path, name });
  } catch (thrown) {
    // Sending the same again cannot help.
    if (isVerdict(thrown)) {
      await place.remove(begun);
      await records.delete(id);
    }
    throw thrown;
  } finally {
    release();
  }
}

interface FoundUpload {
  readonly record: UploadRecord;
  readonly begun: BegunUpload;
}

async function requireUpload(records: UploadRecords, id: string): Promise<FoundUpload> {
  const record = await records.get(id);
  if (!record?.parts) throw new ProblemError(gone);
  return { record, begun: { id, size: record.size, ...record.parts } };
}

const beyond = {
  code: 'INVALID_REQUEST',
  message: 'The file has fewer parts than that.',
  hint: 'Part n holds the bytes from (n − 1) × partBytes on.',
} as const;

const gone = {
  code: 'NOT_FOUND',
  message: 'There is no such upload; it may have expired. Begin it again.',
} as const;
