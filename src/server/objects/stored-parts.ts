import { createKeyedLock } from '../../disk/keyed-lock.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { ObjectCache } from '../../storage/cache/open-object-cache.ts';
import { lookFor } from '../../storage/fetch-to-file.ts';
import type { ObjectStore, PartUploads } from '../../storage/object-store.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { ArrivedBytes, BegunUpload, PartPlace } from '../../uploads/parts/part-place.ts';
import { storageProblem } from './storage-problem.ts';
import { putStaged, type StagedShelf } from './put-staged.ts';

export interface StoredPartsOptions extends StagedShelf {
  readonly cache: ObjectCache;
}

const prefix = 'uploads/';
const keyOf = (id: string) => `${prefix}${id}`;

/** A storage that browsers send their parts to; undefined where there is no such thing. */
export function createPartPlace(options: StoredPartsOptions): PartPlace | undefined {
  const { store, cache } = options;
  const { parts } = store;
  if (!parts) return undefined;
  const locks = createKeyedLock();
  const arrived = (upload: BegunUpload) => arrivedOf(store, parts, upload);
  return {
    begin: ({ id, size, type }) =>
      worded(async () => {
        const uploadId = await parts.begin(keyOf(id), type);
        return { uploadId, partBytes: parts.partBytesOf(size) };
      }),
    linksTo: (upload, numbers) => worded(() => parts.linksTo(inStore(upload), numbers)),
    arrived: (upload) => worded(() => arrived(upload)),
    join: (upload) => worded(() => join(store, parts, upload)),
    look: (id, signal) =>
      worded(async () => {
        const key = keyOf(id);
        const name = `${store.name.replace(/\/$/, '')}/${key}`;
        const path = await cache.adoptPlace({ reader: store, key, name }, name, signal);
        const release = cache.hold(path);
        // Whoever opens it finds a file as long as it is, with holes.
        await cache.fetch(path, [], signal);
        return { path, release };
      }),
    put: (upload, signal) =>
      worded(() => locks.run(upload.name, () => putStaged(options, keyOf(upload.id), { upload, signal }))),
    remove: (upload) =>
      worded(async () => {
        await parts.abort(inStore(upload)).catch(unlessGone);
        await store.remove(keyOf(upload.id));
      }),
    sweep: (olderThanMs) =>
      worded(async () => {
        await store.endUnfinished(olderThanMs, prefix);
        for await (const { key, modifiedMs } of store.list(prefix))
          if (Date.now() - modifiedMs > olderThanMs) await store.remove(key);
      }),
  };
}

function inStore({ id, uploadId }: Pick<BegunUpload, 'id' | 'uploadId'>) {
  return { key: keyOf(id), uploadId };
}

async function arrivedOf(
  store: ObjectStore,
  parts: PartUploads,
  upload: BegunUpload,
): Promise<readonly ArrivedBytes[] | undefined> {
  const found = await parts.list(inStore(upload)).catch(unlessGone);
  if (found) return found;
  const joined = await lookFor(store, keyOf(upload.id));
  return joined && partsOf(upload);
}

/** What has to arrive. */
function partsOf({ size, partBytes }: BegunUpload): readonly ArrivedBytes[] {
  return Array.from({ length: Math.ceil(size / partBytes) }, (_, at) => ({
    number: at + 1,
    bytes: Math.min(partBytes, size - at * partBytes),
  }));
}

async function join(store: ObjectStore, parts: PartUploads, upload: BegunUpload): Promise<void> {
  const there = await lookFor(store, keyOf(upload.id));
  if (there?.bytes === upload.size) return;
  const found = (await parts.list(inStore(upload)).catch(unlessGone)) ?? [];
  const byNumber = new Map(found.map((part) => [part.number, part]));
  const missing = partsOf(upload).filter(({ number, bytes }) => byNumber.get(number)?.bytes !== bytes);
  if (missing.length > 0) throw new ProblemError(notWhole(missing.length));
  const wanted = partsOf(upload).flatMap(({ number }) => byNumber.get(number) ?? []);
  await parts.complete(inStore(upload), wanted);
  const { bytes } = await store.look(keyOf(upload.id));
  if (bytes !== upload.size) throw new StorageError('ESTSHORT', keyOf(upload.id));
}

function notWhole(missing: number) {
  return {
    code: 'WRONG_OFFSET' as const,
    message: `Not all of the file has arrived: ${missing} ${missing === 1 ? 'part is' : 'parts are'} missing.`,
    hint: 'Ask which parts are there, and send the others.',
  };
}

function unlessGone(error: unknown): undefined {
  if (error instanceof StorageError && error.code === 'ESTGONE') return undefined;
  throw error;
}

async function worded<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    throw storageProblem(error, 'The upload cannot be put into the storage') ?? error;
  });
}
