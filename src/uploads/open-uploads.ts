import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@tus/server';
import { ProblemError } from '../contract/problems.ts';
import { refusalOf } from '../contract/footage/footage-kinds.ts';
import type { SpaceShares } from '../disk/space-shares.ts';
import type { FootageCheck } from '../media/reading/tools.ts';
import { createFinisher, nameOfUpload, type Finisher } from './finish-upload.ts';
import { createFolderShelf, type UploadShelf } from './upload-shelf.ts';
import { requireWhole } from './require-whole.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { createUploadLocks } from './upload-locks.ts';
import { createPartRequests, type PartRequests } from './parts/create-part-requests.ts';
import { uploadRefusal } from './upload-answers.ts';
import { emptyFile, noFileName, notFootage } from './upload-problems.ts';
import { createUploadRecords, uploadIdPattern, type UploadRecords } from './upload-records.ts';
import { createUploadSpace, type UploadSpace } from './upload-space.ts';
import { UploadStore } from './upload-store.ts';
import { sendWebResponse, webRequestOf } from './web-exchange.ts';

export const uploadPath = '/api/upload';

/** Says under which name a finished upload lies in the library; percent-encoded. */
export const filePathHeader = 'X-Cutroom-File-Path';

/** How often uploads are looked through for those that nobody goes on with. */
const sweepMs = 3_600_000;

export interface UploadsOptions {
  /** Where unfinished uploads lie. */
  readonly folder: string;
  /** The folder of the source library, where finished ones go unless there is a shelf. */
  readonly library: string;
  readonly shelf?: UploadShelf | undefined;
  /** Looks at what was uploaded. */
  readonly footage: FootageCheck;
  readonly reserveBytes: number;
  /** Whether who uploads may know what is free on the disk; they may unless told. */
  readonly tellsFree?: boolean;
  /** Who else promises space on this disk. */
  readonly shares: SpaceShares;
  readonly maxBytes: number;
  /** Throws where this one may not be uploaded; `outstanding` is what the other unfinished ones are still to bring. */
  readonly requireAllowed?: (upload: {
    readonly name: string;
    readonly size: number;
    readonly outstanding: number;
  }) => Promise<void>;
  /** An upload to which nothing was added for this long is deleted. */
  readonly expiryMs: number;
  readonly onPublished: (filePath: string) => void;
  readonly onExpired: (ids: readonly string[]) => void;
  /** Told of what no client could have caused. */
  readonly onUnexpected: (error: unknown) => void;
}

export interface Uploads {
  /** Answers everything at and under `/api/upload`; `prefix` stands before that for the client (`/cutroom`). */
  readonly handle: (req: IncomingMessage, res: ServerResponse, prefix?: string) => Promise<void>;
  /** Ends what is being checked; unfinished uploads stay for the next server. */
  readonly close: () => Promise<void>;
}

interface Parts {
  readonly options: UploadsOptions;
  readonly store: UploadStore;
  readonly records: UploadRecords;
  readonly space: UploadSpace;
  readonly finisher: Finisher;
  readonly shelf: UploadShelf;
  readonly partRequests: PartRequests;
}

/**
 * Resumable uploads (tus 1.0) into the source library. Deletes what has expired, and publishes what was
 * complete when the last server stopped. One server at a time on a folder.
 */
export async function openUploads(options: UploadsOptions): Promise<Uploads> {
  const { folder, library, expiryMs, onExpired, onUnexpected } = options;
  await mkdir(folder, { recursive: true });
  await mkdir(library, { recursive: true });
  const closing = new AbortController();
  const parts = await openParts(options, closing.signal);
  await parts.shelf.sweep(async (id) => {
    const record = await parts.records.get(id);
    return record !== undefined && record.filePath === undefined;
  });
  const tus = createTus(parts);
  const sweep = async () => {
    const ids = await sweepUploads(folder, expiryMs, parts.partRequests.expire);
    // What a server that has lost its folder had begun.
    await parts.shelf.parts?.sweep(2 * expiryMs).catch(onUnexpected);
    for (const id of ids) parts.space.release(id);
    if (ids.length > 0) onExpired(ids);
  };
  await sweep();
  const timer = setInterval(() => void sweep().catch(onUnexpected), sweepMs);
  timer.unref();
  void finishLeftOvers(parts, closing.signal);
  return {
    handle: (req, res, prefix = '') => handle(parts, tus, { req, res, prefix }),
    close: async () => {
      clearInterval(timer);
      closing.abort('shutdown');
      await Promise.all([parts.finisher.idle(), parts.partRequests.idle()]);
    },
  };
}

async function openParts(options: UploadsOptions, signal: AbortSignal): Promise<Parts> {
  const { folder, footage, reserveBytes, shares, onPublished } = options;
  const { shelf = createFolderShelf(options.library) } = options;
  const records = createUploadRecords(folder);
  const store = new UploadStore({ folder, records, requireSpace: (id) => space.requireSpace(id) });
  const underWay = await unfinished(records);
  const space: UploadSpace = createUploadSpace({
    folder,
    reserveBytes,
    tellsFree: options.tellsFree,
    underWay,
    receivedOf: (id) => store.receivedOf(id),
    drop: (id) => store.remove(id),
    shares,
  });
  const check = async (source: { readonly path: string; readonly name: string }) => {
    await requireWhole(source);
    await footage.check({ ...source, signal });
  };
  const finisher = createFinisher({
    ...{ store, records, shelf, check, onPublished, onGone: space.release },
    put: (upload) => shelf.put(upload, signal),
  });
  const partRequests = createPartRequests({
    ...{ ...options, place: shelf.parts, records, check, signal },
    requireAllowed: options.requireAllowed,
    outstanding: () => space.outstandingBeside(''),
  });
  return { options, store, records, space, finisher, shelf, partRequests };
}

async function unfinished(records: UploadRecords): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const id of await records.list()) {
    const record = await records.get(id);
    if (record && record.filePath === undefined && !record.parts) found.set(id, record.size);
  }
  return found;
}

/**
 * Refusals have nobody to tell; the client asks again and finds the upload gone. One over which a server died is left
 * until somebody asks for it: no start may depend on it.
 */
async function finishLeftOvers(
  { options, records, store, finisher, partRequests }: Parts,
  signal: AbortSignal,
): Promise<void> {
  for (const id of await records.list().catch(() => [])) {
    if (signal.aborted) return;
    if (await options.footage.isSuspect(store.pathOf(id), signal).catch(() => false)) continue;
    await finisher.finishIfComplete(id).catch(() => undefined);
    await partRequests.finishLeftOver(id);
  }
}

function createTus({ options, store, space, finisher }: Parts): Server {
  const tus = new Server({
    path: uploadPath,
    datastore: store,
    locker: createUploadLocks(),
    maxSize: options.maxBytes,
    // An absolute one would say http where a proxy speaks TLS.
    relativeLocation: true,
    lockDrainTimeout: 500,
    getFileIdFromRequest: (_req, last) => (last && uploadIdPattern.test(last) ? last : undefined),
    onUploadCreate: async (_req, { id, size = 0, metadata }) => {
      if (!metadata?.['filename'] && !metadata?.['name']) throw new ProblemError(noFileName());
      const name = nameOfUpload({ metadata });
      const refusal = refusalOf(name, metadata['filetype'] ?? undefined);
      if (refusal !== undefined) throw new ProblemError(notFootage(refusal));
      if (size === 0) throw new ProblemError(emptyFile(name));
      await space.reserve(id, { name, size });
      await requireAllowed(options, space, { id, name, size });
      return { metadata };
    },
    onUploadFinish: async (_req, { id }) => ({
      headers: { [filePathHeader]: encodeURIComponent(await finisher.finish(id)) },
    }),
    onResponseError: (_req, thrown) => uploadRefusal(thrown, options.onUnexpected),
  });
  tus.on('POST_TERMINATE', (_req, _res, id) => space.release(id));
  return tus;
}

async function requireAllowed(
  options: UploadsOptions,
  space: UploadSpace,
  { id, name, size }: { readonly id: string; readonly name: string; readonly size: number },
): Promise<void> {
  try {
    await options.requireAllowed?.({ name, size, outstanding: await space.outstandingBeside(id) });
  } catch (thrown) {
    space.release(id);
    throw thrown;
  }
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly prefix: string;
}

async function handle(
  { finisher, options, partRequests }: Parts,
  tus: Server,
  { req, res, prefix }: Exchange,
): Promise<void> {
  if (await partRequests.handle(req, res)) return;
  if (req.method === 'GET') {
    res.setHeader('Allow', 'POST, HEAD, PATCH, DELETE, OPTIONS');
    return sendWebResponse(res, new Response('', { status: 405 }));
  }
  if (req.method === 'HEAD') {
    // Whoever comes back for an answer that got lost must not be told "complete" before it is published.
    try {
      const filePath = await finisher.finishIfComplete(idOf(req));
      if (filePath !== undefined) res.setHeader(filePathHeader, encodeURIComponent(filePath));
    } catch (thrown) {
      const { status_code: status, body } = uploadRefusal(thrown, options.onUnexpected);
      return sendWebResponse(res, new Response(body, { status }));
    }
  }
  const answer = await tus.handleWeb(webRequestOf(req));
  const location = answer.headers.get('Location');
  if (location?.startsWith('/') === true) answer.headers.set('Location', `${prefix}${location}`);
  await sendWebResponse(res, answer);
}

function idOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]?.split('/').at(-1) ?? '';
}
