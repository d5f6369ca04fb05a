import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, type ExportConfig } from '../../contract/config/parse-config.ts';
import { splitOwnedId } from '../../contract/owned-name.ts';
import { ProblemError } from '../../contract/problems.ts';
import {
  publicationFileOf,
  publicationSchema,
  type Publication,
} from '../../contract/exports/publication.ts';
import type { JobRecord } from '../state/job-record.ts';
import type { JobStore } from '../state/job-store.ts';
import { alreadyThere, brokenConfig, heldByAnother, noSpace } from '../state/store-problems.ts';
import { takeFolderLock, type FolderLock } from './folder-lock.ts';
import {
  createPlaces,
  loadAll,
  ownedFolders,
  plainConfig,
  plainRecord,
  type ExportPlace,
} from './owned-folders.ts';
import { maxConfigBytes, maxRecordBytes, readSmallBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { errorCode, isDiskFull, storeFs, type StoreFs } from '../../disk/store-fs.ts';
import { jsonPieces } from '../../shared/json-pieces.ts';
import { takePieces } from '../../disk/take-pieces.ts';
import { fillFolderDurably, writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { parseJson } from '../../shared/parse-json.ts';

export interface FileStoreOptions {
  /** Absolute path of the folder that holds one folder per export; created if need be. */
  readonly folder: string;
  /** Absolute path of the folder that holds a folder for each other owner; undefined where there are none. */
  readonly ownersFolder?: string | undefined;
  /**
   * Told when another server has taken the folder although this one lives: it must stop. From then on the
   * store writes nothing, so that the two cannot overwrite each other's records.
   */
  readonly onLockLost: () => void;
  /**
   * Checks a config that is read back; throws a `ProblemError` where it is none. Where it is not given, that is done
   * here, which takes a while for long ones.
   */
  readonly checkConfig?: (bytes: Uint8Array) => Promise<ExportConfig>;
  readonly fs?: StoreFs;
  /** Removes what of an export, or of one output's file, lies elsewhere; called before what lies here goes, without which nobody would know of it. */
  readonly removeElsewhere?: ((jobId: string, file?: string) => Promise<void>) | undefined;
}

/** Names that start so are unfinished business: new exports not yet whole, removed ones not yet gone. */
const unfinishedPrefixes = ['.new-', '.trash-'];

/** Exports as folders: `{folder}/{jobId}/config.json` and `status.json`, readable by anybody at any instant. */
export function createFileStore(options: FileStoreOptions): JobStore {
  const { folder, fs = storeFs, removeElsewhere = async () => undefined } = options;
  const placeOf = createPlaces(fs, options);
  const folderOf = (jobId: string) => join(placeOf(jobId).parent, splitOwnedId(jobId).name);
  let lock: FolderLock | undefined;
  let isLost = false;
  const requireOurs = () => {
    // Asked on the disk, too: a process that was stopped for a while wakes up before it has looked.
    if (isLost || lock?.isLost())
      throw new ProblemError(heldByAnother(folder, 'another Cutroom server that has taken it over'));
  };
  const whileOurs = async (work: () => Promise<void>) => {
    requireOurs();
    await work();
  };
  let sweeping: Promise<void> = Promise.resolve();
  return {
    folderOf,
    requireOurs,
    open: async () => {
      await fs.mkdir(folder, { recursive: true });
      const onLost = () => {
        isLost = true;
        options.onLockLost();
      };
      lock = await takeFolderLock({ folder, fs, onLost });
      const folders = await ownedFolders(fs, options);
      sweeping = sweep(fs, (await Promise.all(folders.map(({ path }) => unfinishedIn(fs, path)))).flat());
      return loadAll(fs, folders);
    },
    create: (record, config) => whileOurs(() => createFolder(placeOf(record.jobId), record, config)),
    save: (record) => whileOurs(() => saveRecord(fs, folderOf(record.jobId), record)),
    readConfig: (jobId) => readConfig(folderOf(jobId), jobId, options.checkConfig),
    readPublication: async (record, file = record.outputFile) =>
      readPublication(folderOf(record.jobId), record, file),
    saveConfig: (config) => whileOurs(() => saveConfig(fs, folderOf(config.id), config)),
    removeOutput: async (jobId, file) => {
      await whileOurs(async () => removeElsewhere(jobId, file));
      await whileOurs(() => removeFiles(fs, folderOf(jobId), [file, publicationFileOf(file)]));
    },
    remove: async (jobId) => {
      await whileOurs(async () => removeElsewhere(jobId));
      await whileOurs(() => removeFolder(placeOf(jobId), jobId));
    },
    close: async () => {
      await sweeping;
      await lock?.release();
      lock = undefined;
    },
  };
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A crash at any point leaves either nothing under the export's name or the whole export. */
async function createFolder(
  { fs, parent, prepare, syncParent }: ExportPlace,
  record: JobRecord,
  config: ExportConfig,
): Promise<void> {
  const unfinished = join(parent, `.new-${randomUUID()}`);
  const final = join(parent, splitOwnedId(record.jobId).name);
  let isVisible = false;
  try {
    await prepare();
    await fs.mkdir(unfinished);
    await fillFolderDurably(fs, unfinished, {
      'config.json': await bytesOf(plainConfig(config)),
      'status.json': textOf(plainRecord(record)),
    });
    await fs.rename(unfinished, final);
    isVisible = true;
    await syncParent();
  } catch (thrown) {
    // What was refused must not run after a restart.
    if (isVisible) await fs.rename(final, unfinished).catch(() => undefined);
    await fs.rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(thrown) ?? '')) {
      throw new ProblemError(alreadyThere(record.jobId), { cause: thrown });
    }
    throw asProblem(thrown, 'take in another export');
  }
}

/** A long one in many turns of the loop. */
async function bytesOf(config: ExportConfig): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await takePieces(jsonPieces(config), (piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat([...pieces, Buffer.from('\n')]);
}

async function saveRecord(fs: StoreFs, folder: string, record: JobRecord): Promise<void> {
  try {
    await writeFileAtomically(fs, join(folder, 'status.json'), textOf(plainRecord(record)));
  } catch (thrown) {
    throw asProblem(thrown, 'record the state of an export');
  }
}

async function saveConfig(fs: StoreFs, folder: string, config: ExportConfig): Promise<void> {
  try {
    await writeFileAtomically(fs, join(folder, 'config.json'), `${JSON.stringify(plainConfig(config))}\n`);
  } catch (thrown) {
    throw asProblem(thrown, 'add an output to an export');
  }
}

async function removeFiles(fs: StoreFs, folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await fs.rm(join(folder, name), { force: true });
}

/** Gone in one step, whatever happens while the files themselves are being deleted. */
async function removeFolder({ fs, parent, syncParent }: ExportPlace, jobId: string): Promise<void> {
  const trash = join(parent, `.trash-${randomUUID()}`);
  try {
    await fs.rename(join(parent, splitOwnedId(jobId).name), trash);
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return;
    throw thrown;
  }
  await syncParent();
  // What cannot be deleted now is deleted at the next start.
  await fs.rm(trash, { recursive: true, force: true }).catch(() => undefined);
}

async function unfinishedIn(fs: StoreFs, folder: string): Promise<readonly string[]> {
  const names = await fs.readdir(folder);
  return names
    .filter((name) => unfinishedPrefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) => join(folder, name));
}

/** Goes on in the background: deleting a removed export of many gigabytes must not hold up the start. */
async function sweep(fs: StoreFs, paths: readonly string[]): Promise<void> {
  for (const path of paths) await fs.rm(path, { recursive: true, force: true }).catch(() => undefined);
}

async function readConfig(
  folder: string,
  jobId: string,
  check: FileStoreOptions['checkConfig'] = checkHere,
): Promise<ExportConfig> {
  const file = readSmallBytes(join(folder, 'config.json'), maxConfigBytes);
  if (!file.isOk) throw new ProblemError(brokenConfig(jobId, `it ${file.why}`));
  const config = await check(file.bytes).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(brokenConfig(jobId, 'it does not hold a valid config'));
  });
  return config.id === jobId ? config : { ...config, id: jobId };
}

async function checkHere(bytes: Uint8Array): Promise<ExportConfig> {
  const parsed = parseConfig(parseJson(Buffer.from(bytes).toString('utf8')));
  if (!parsed.isOk) throw new ProblemError(parsed.problem);
  return parsed.config;
}

function readPublication(folder: string, record: JobRecord, name: string): Publication | undefined {
  const file = readSmallFile(join(folder, publicationFileOf(name)), maxRecordBytes);
  if (!file.isOk) return undefined;
  const parsed = publicationSchema.safeParse(parseJson(file.text));
  if (!parsed.success || parsed.data.attemptToken !== record.attemptToken) return undefined;
  if (parsed.data.object !== undefined) return parsed.data;
  const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
  return stats?.isFile() && stats.size === parsed.data.output.bytes ? parsed.data : undefined;
}

function asProblem(thrown: unknown, what: string): unknown {
  return isDiskFull(thrown) ? new ProblemError(noSpace(what), { cause: thrown }) : thrown;
}
