import { dirname, join } from 'node:path';
import { joinOwnedId, splitOwnedId } from '../../contract/owned-name.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { principalIdPattern, soleAdministrator } from '../../contract/principal.ts';
import { createFolderSync, errorCode, syncFolder, type StoreFs } from '../../disk/store-fs.ts';
import type { JobRecord } from '../state/job-record.ts';
import type { StoreContents } from '../state/job-store.ts';
import { loadExports } from './load-exports.ts';

/** The folder that holds the folders of an owner's exports. */
export interface ExportPlace {
  readonly fs: StoreFs;
  readonly parent: string;
  /** Makes the folder, so that it holds over a power loss; to be called before something is put into it. */
  readonly prepare: () => Promise<void>;
  /** Makes what was renamed in it hold over a power loss. */
  readonly syncParent: () => Promise<void>;
}

interface Folders {
  /** Of what has a plain id. */
  readonly folder: string;
  /** `{ownersFolder}/{owner}/exports` are those of other owners. */
  readonly ownersFolder?: string | undefined;
}

const exportsOf = (ownersFolder: string, owner: string) => join(ownersFolder, owner, 'exports');

/** Where an export lies, by its inner id. */
export function createPlaces(fs: StoreFs, { folder, ownersFolder }: Folders): (jobId: string) => ExportPlace {
  const places = new Map<string, ExportPlace>();
  return (jobId) => {
    const { owner } = splitOwnedId(jobId);
    const known = places.get(owner);
    if (known) return known;
    const isPlain = owner === soleAdministrator.id;
    if (!isPlain && ownersFolder === undefined) throw new Error('there are no other owners here');
    const parent = isPlain || ownersFolder === undefined ? folder : exportsOf(ownersFolder, owner);
    const prepare = isPlain ? async () => undefined : () => makeFolder(fs, parent);
    const place = { fs, parent, prepare, syncParent: createFolderSync(fs, parent) };
    places.set(owner, place);
    return place;
  };
}

/** With those above it that are missing; each is synced into the one that it lies in. */
async function makeFolder(fs: StoreFs, folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return;
    if (errorCode(thrown) !== 'ENOENT') throw thrown;
    await makeFolder(fs, dirname(folder));
    return makeFolder(fs, folder);
  }
  await syncFolder(fs, dirname(folder));
}

export interface OwnedFolder {
  readonly owner: string;
  readonly path: string;
}

/** Every folder of exports that is there. */
export async function ownedFolders(fs: StoreFs, { folder, ownersFolder }: Folders): Promise<OwnedFolder[]> {
  const house = { owner: soleAdministrator.id, path: folder };
  if (ownersFolder === undefined) return [house];
  const owners = (await namesIn(fs, ownersFolder)).filter((name) => principalIdPattern.test(name));
  const others = await Promise.all(
    owners.map(async (owner) => {
      const path = exportsOf(ownersFolder, owner);
      const isThere = await fs.stat(path).then(
        (info) => info.isDirectory(),
        () => false,
      );
      return isThere ? [{ owner, path }] : [];
    }),
  );
  return [house, ...others.flat()];
}

async function namesIn(fs: StoreFs, folder: string): Promise<readonly string[]> {
  return fs.readdir(folder).catch((thrown: unknown) => {
    if (errorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  });
}

/** The exports of all owners. Whose one is, its folder says. */
export async function loadAll(fs: StoreFs, folders: readonly OwnedFolder[]): Promise<StoreContents> {
  const all = await Promise.all(
    folders.map(async ({ owner, path }) => {
      const { records, damaged } = await loadExports(fs, path);
      const keyOf = (name: string) => joinOwnedId({ owner, name });
      if (owner === soleAdministrator.id) return { records, damaged };
      return {
        records: records.map((record) => ({ ...record, jobId: keyOf(record.jobId), owner })),
        damaged: damaged.map((entry) => ({ ...entry, name: keyOf(entry.name) })),
      };
    }),
  );
  return {
    records: all.flatMap(({ records }) => records),
    damaged: all.flatMap(({ damaged }) => damaged),
  };
}

/** On disk an export has the id that its owner gave it. */
export function plainRecord(record: JobRecord): JobRecord {
  const { name } = splitOwnedId(record.jobId);
  return name === record.jobId ? record : { ...record, jobId: name };
}

export function plainConfig(config: ExportConfig): ExportConfig {
  const { name } = splitOwnedId(config.id);
  return name === config.id ? config : { ...config, id: name };
}
