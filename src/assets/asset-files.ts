import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sourceAssetsSchema } from '../contract/footage/source-assets.ts';
import { maxRecordBytes, readSmallFile } from '../disk/read-small-file.ts';
import { remoteFolders } from '../disk/remote-files.ts';
import { errorCode, storeFs } from '../disk/store-fs.ts';
import { writeFileAtomically } from '../disk/write-file-atomically.ts';
import { identifySource } from '../media/reading/identity/identify-source.ts';
import { publishOutput } from '../media/chunks/publish-output.ts';

/** Grows whenever assets are made otherwise: those of an earlier version are then made again. */
const assetVersion = 1;

/** The files of a source's assets, and what each of them is served as. */
export const assetTypes = {
  'proxy.mp4': 'video/mp4',
  'thumbnails.jpg': 'image/jpeg',
  'peaks.bin': 'application/octet-stream',
  'levels.bin': 'application/octet-stream',
} as const;
export type AssetName = keyof typeof assetTypes;

const { proxy, thumbnails, peaks, levels } = sourceAssetsSchema.shape;
const withoutUrl = { url: true } as const;

/** What is known of a source's assets; lies beside them as `assets.json`. */
const recordSchema = z.object({
  /** The file they were made from: with it, they go. */
  source: z.string(),
  /** What names it in configs where it lies in a storage: the file of the cache is forgotten, the source is not. */
  remoteName: z.string().optional(),
  durationSeconds: z.number(),
  hasSound: z.boolean(),
  /** Missing in what earlier versions wrote: they made nothing of files without a picture. */
  hasPicture: z.boolean().default(true),
  proxy: proxy.unwrap().omit(withoutUrl).nullable(),
  thumbnails: thumbnails.unwrap().omit(withoutUrl).nullable(),
  peaks: peaks.unwrap().omit(withoutUrl).nullable(),
  /** Missing in what earlier versions made. */
  levels: levels.unwrap().omit(withoutUrl).nullable().default(null),
});
export type AssetRecord = z.infer<typeof recordSchema>;

/** Nothing has been made yet. */
export const emptyRecord = { proxy: null, thumbnails: null, peaks: null, levels: null } as const;

export interface AssetFiles {
  /** The name of the folder of a source's assets: who the source is, and how they are made. */
  readonly keyOf: (identity: string) => string;
  /** Undefined for names that are none of ours. */
  readonly pathOf: (key: string, name: string) => string | undefined;
  /** What is there of a source's assets and whole; undefined where there is nothing. */
  readonly read: (key: string) => Promise<AssetRecord | undefined>;
  readonly write: (key: string, record: AssetRecord) => Promise<void>;
  /** A path of its own to write to. Whoever asks for it publishes or deletes what lies there. */
  readonly reserve: () => Promise<string>;
  /** Makes a written file appear, whole or not at all, also after a power cut. */
  readonly publish: (temporary: string, place: { key: string; name: AssetName }) => Promise<void>;
  /** The file that a source's assets were made from, or its name where it lies in a storage; undefined where there are none. */
  readonly sourceOf: (key: string) => string | undefined;
  /** Deletes what an earlier server left unfinished; call it before anything is made. */
  readonly discardUnfinished: () => Promise<void>;
  /** Deletes the assets of sources that are gone or have changed. Answers how many. */
  readonly sweep: () => Promise<number>;
}

const keyPattern = /^[0-9a-f]{32}-v\d{1,6}$/;
const recordName = 'assets.json';

/** The assets that lie under one folder, made when it is first written to. */
export function openAssetFiles(folder: string): AssetFiles {
  const unfinished = join(folder, 'unfinished');
  const keyOf = (identity: string): string => `${identity}-v${assetVersion}`;
  const folderOf = (key: string): string => join(folder, key);
  return {
    keyOf,
    pathOf: (key, name) =>
      keyPattern.test(key) && Object.hasOwn(assetTypes, name) ? join(folder, key, name) : undefined,
    read: async (key) => {
      const record = await readRecord(folderOf(key));
      const now = new Date();
      if (record) await utimes(join(folderOf(key), recordName), now, now).catch(() => undefined);
      return record;
    },
    write: async (key, record) => {
      await mkdir(folderOf(key), { recursive: true });
      await writeFileAtomically(storeFs, join(folderOf(key), recordName), `${JSON.stringify(record)}\n`);
    },
    reserve: async () => {
      await mkdir(unfinished, { recursive: true });
      return join(unfinished, randomUUID());
    },
    publish: async (temporary, { key, name }) => {
      await mkdir(folderOf(key), { recursive: true });
      await publishOutput(temporary, join(folderOf(key), name));
    },
    sourceOf: (key) => {
      const record = keyPattern.test(key) ? parseRecord(folderOf(key)) : undefined;
      return record?.remoteName ?? record?.source;
    },
    discardUnfinished: () => rm(unfinished, { recursive: true, force: true }),
    sweep: async () => {
      const keys = (await readdir(folder).catch(() => [])).filter((key) => keyPattern.test(key));
      const gone = await Promise.all(keys.map((key) => isOrphan(folderOf(key), (id) => keyOf(id) === key)));
      const orphans = keys.filter((_, index) => gone[index]);
      for (const key of orphans) await rm(folderOf(key), { recursive: true, force: true });
      return orphans.length;
    },
  };
}

/** A part whose file is missing or empty counts as not made. */
async function readRecord(folder: string): Promise<AssetRecord | undefined> {
  const record = parseRecord(folder);
  if (!record) return undefined;
  const present = async <Part>(name: AssetName, part: Part): Promise<Part | null> => {
    const info = await stat(join(folder, name)).catch(() => undefined);
    return info?.isFile() === true && info.size > 0 ? part : null;
  };
  return {
    ...record,
    proxy: await present('proxy.mp4', record.proxy),
    thumbnails: await present('thumbnails.jpg', record.thumbnails),
    peaks: await present('peaks.bin', record.peaks),
    levels: await present('levels.bin', record.levels),
  };
}

function parseRecord(folder: string): AssetRecord | undefined {
  const file = readSmallFile(join(folder, recordName), maxRecordBytes);
  if (!file.isOk) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(file.text)).data;
  } catch {
    return undefined;
  }
}

async function isOrphan(folder: string, isKeyOf: (identity: string) => boolean): Promise<boolean> {
  const record = parseRecord(folder);
  if (!record) return true;
  if (record.remoteName !== undefined) {
    const info = await stat(join(folder, recordName)).catch(() => undefined);
    return isOrphanOf({ ...record, remoteName: record.remoteName, usedMs: info?.mtimeMs ?? 0 }, isKeyOf);
  }
  const identity = await identifySource(record.source).catch(() => undefined);
  return identity === undefined || !isKeyOf(identity.key);
}

/** Nobody whose link has expired, and who has another one, comes back later than this for what was made of it. */
const mostIdleMs = 30 * 24 * 3_600_000;
/** What storages say of a link that is good no more, which is all that is known of one without its signature. */
const refusals = new Set(['ESTDENIED', 'ESTEXPIRED']);

/**
 * Only where the storage says so: one that is away says nothing of what lies there. Of a link that was good for a while it
 * never does: what was made of that goes when nobody has used it for long.
 */
async function isOrphanOf(
  {
    source,
    remoteName,
    usedMs,
  }: { readonly source: string; readonly remoteName: string; readonly usedMs: number },
  isKeyOf: (identity: string) => boolean,
): Promise<boolean> {
  const remote = remoteFolders.of(source);
  if (!remote) return false;
  try {
    const path = await remote.adopt(remoteName);
    return path !== undefined && !isKeyOf((await remote.identify(path)).key);
  } catch (error) {
    const code = errorCode(error) ?? '';
    const isForgotten = /^https?:/i.test(remoteName) && Date.now() - usedMs > mostIdleMs;
    return code === 'ESTGONE' || (isForgotten && refusals.has(code));
  }
}

/** What a record says of where a source lies, by its path here and what people call it. */
export function whereSourceLies(path: string, name: string): Pick<AssetRecord, 'source' | 'remoteName'> {
  if (!remoteFolders.of(path)) return { source: path };
  // A link is a secret, and good for a while only.
  return { source: path, remoteName: /^https?:/i.test(name) ? name.replace(/\?.*$/s, '') : name };
}
