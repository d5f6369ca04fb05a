import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, type ExportConfig } from '../../contract/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import { publicationFile, publicationSchema, type Publication } from '../../contract/publication.ts';
import type { JobRecord } from '../state/job-record.ts';
import type { JobStore } from '../state/job-store.ts';
import { alreadyThere, brokenConfig, heldByAnother, noSpace } from '../state/store-problems.ts';
import { takeFolderLock, type FolderLock } from './folder-lock.ts';
import { loadExports } from './load-exports.ts';
import { maxConfigBytes, maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { createFolderSync, errorCode, isDiskFull, storeFs, type StoreFs } from '../../disk/store-fs.ts';
import { fillFolderDurably, writeFileAtomically } from '../../disk/write-file-atomically.ts';

export interface FileStoreOptions {
  /** Absolute path of the folder that holds one folder per export; created if need be. */
  readonly folder: string;
  /**
   * Told when another server has taken the folder although this one lives: it must stop. From then on the
   * store writes nothing, so that the two cannot overwrite each other's records.
   */
  readonly onLockLost: () => void;
  readonly fs?: StoreFs;
}

/** The folder that holds the exports' folders. */
interface Place {
  readonly fs: StoreFs;
  readonly parent: string;
  /** Makes what was renamed in it hold over a power loss. */
  readonly syncParent: () => Promise<void>;
}

/** Names that start so are unfinished business: new exports not yet whole, removed ones not yet gone. */
const unfinishedPrefixes = ['.new-', '.trash-'];

/** Exports as folders: `{folder}/{jobId}/config.json` and `status.json`, readable by anybody at any instant. */
export function createFileStore(options: FileStoreOptions): JobStore {
  const { folder, fs = storeFs } = options;
  const folderOf = (jobId: string) => join(folder, jobId);
  const place: Place = { fs, parent: folder, syncParent: createFolderSync(fs, folder) };
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
      sweeping = sweep(fs, await unfinishedIn(fs, folder));
      return loadExports(fs, folder);
    },
    create: (record, config) => whileOurs(() => createFolder(place, record, config)),
    save: (record) => whileOurs(() => saveRecord(fs, folderOf(record.jobId), record)),
    readConfig: async (jobId) => readConfig(folderOf(jobId), jobId),
    readPublication: async (record) => readPublication(folderOf(record.jobId), record),
    remove: (jobId) => whileOurs(() => removeFolder(place, jobId)),
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
  { fs, parent, syncParent }: Place,
  record: JobRecord,
  config: ExportConfig,
): Promise<void> {
  const unfinished = join(parent, `.new-${randomUUID()}`);
  const final = join(parent, record.jobId);
  let isVisible = false;
  try {
    await fs.mkdir(unfinished);
    await fillFolderDurably(fs, unfinished, {
      'config.json': `${JSON.stringify(config)}\n`,
      'status.json': textOf(record),
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

async function saveRecord(fs: StoreFs, folder: string, record: JobRecord): Promise<void> {
  try {
    await writeFileAtomically(fs, join(folder, 'status.json'), textOf(record));
  } catch (thrown) {
    throw asProblem(thrown, 'record the state of an export');
  }
}

/** Gone in one step, whatever happens while the files themselves are being deleted. */
async function removeFolder({ fs, parent, syncParent }: Place, jobId: string): Promise<void> {
  const trash = join(parent, `.trash-${randomUUID()}`);
  try {
    await fs.rename(join(parent, jobId), trash);
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

function readConfig(folder: string, jobId: string): ExportConfig {
  const file = readSmallFile(join(folder, 'config.json'), maxConfigBytes);
  if (!file.isOk) throw new ProblemError(brokenConfig(jobId, `it ${file.why}`));
  const parsed = parseConfig(parseJson(file.text));
  if (parsed.isOk) return parsed.config;
  throw new ProblemError(brokenConfig(jobId, 'it does not hold a valid config'));
}

function readPublication(folder: string, record: JobRecord): Publication | undefined {
  const file = readSmallFile(join(folder, publicationFile), maxRecordBytes);
  if (!file.isOk) return undefined;
  const parsed = publicationSchema.safeParse(parseJson(file.text));
  if (!parsed.success || parsed.data.attemptToken !== record.attemptToken) return undefined;
  const stats = lstatSync(join(folder, record.outputFile), { throwIfNoEntry: false });
  return stats?.isFile() && stats.size === parsed.data.output.bytes ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asProblem(thrown: unknown, what: string): unknown {
  return isDiskFull(thrown) ? new ProblemError(noSpace(what), { cause: thrown }) : thrown;
}
