import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';
import type { SourceListing, SourceProbe } from '../../contract/footage/media.ts';
import type { StoredBytes } from './stored-bytes.ts';
import { describeSource } from './describe-source.ts';
import { describeSound } from './describe-sound.ts';
import { createListWatch } from './list-watch.ts';
import { sourceFailure } from '../reading/identity/source-failure.ts';
import type { SourceToRead } from '../reading/read-types.ts';
import type { SourceReadings } from '../reading/kept/source-readings.ts';
import { originalOf } from './original-of.ts';
import { isFileIn, resolveSource, type SourceRoots } from './resolve-source.ts';

/** The camera files that lie under `sources/`, uploaded or put there by hand. */
export interface SourceLibrary {
  /** Newest first; hidden files and unfinished uploads are left out. */
  readonly list: () => Promise<readonly SourceListing[]>;
  readonly probe: (filePath: string, signal?: AbortSignal) => Promise<SourceProbe>;
  /** Deletes one file of the library; files of other folders are never touched. */
  readonly remove: (filePath: string) => Promise<void>;
  /** A file that may be read, for whoever plays it as it is. */
  readonly originalOf: (filePath: string) => Promise<StoredBytes>;
  /** What `list` answers, now and after each change, until the signal is aborted. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<readonly SourceListing[], void, void>;
  /** Deletes what a dead server had begun to make here; unfinished uploads are not its business. */
  readonly sweep: () => Promise<void>;
}

/** What of a library lies elsewhere. Both reject with a `ProblemError`. */
export interface RemoteLibrary {
  readonly list: () => Promise<readonly SourceListing[]>;
  /** False where there is no such file there. */
  readonly remove: (filePath: string) => Promise<boolean>;
}

/** A library is a folder and its folders; deeper nesting is an accident. */
const maxDepth = 4;
const maxFiles = 10_000;
/** As sample cameras are called while they are made. */
const partialName = /^\..+\.[0-9a-f]{8}\.partial$/;

export function openSourceLibrary(
  { read, readSound }: SourceReadings,
  roots: SourceRoots,
  remote?: RemoteLibrary,
): SourceLibrary {
  const list = async () => {
    const [local, elsewhere = []] = await Promise.all([listSources(roots.library), remote?.list()]);
    return newestFirst(local, elsewhere);
  };
  const watch = createListWatch(list);
  return {
    list,
    watch,
    originalOf: (filePath) => originalOf(filePath, roots),
    probe: async (filePath, signal = new AbortController().signal) => {
      const path = await resolveSource(filePath, roots);
      return describeAny({ path, name: filePath, signal }, { read, readSound });
    },
    remove: async (filePath) => {
      const isHere = await isFileIn(roots.library, filePath);
      if (isHere || !(await remote?.remove(filePath))) await removeSource(filePath, roots);
    },
    sweep: async () => {
      const names = await readdir(roots.library).catch(() => []);
      const partial = names.filter((name) => partialName.test(name));
      await Promise.all(partial.map((name) => rm(join(roots.library, name), { force: true })));
    },
  };
}

/** A recording without a picture is described by its sound. */
async function describeAny(
  source: SourceToRead,
  { read, readSound }: Pick<SourceReadings, 'read' | 'readSound'>,
): Promise<SourceProbe> {
  try {
    return describeSource(await read(source), source.name);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'SOURCE_HAS_NO_PICTURE') throw error;
    return describeSound(await readSound(source), source.name);
  }
}

/** A link goes, and what it leads to stays: that may lie in somebody else's folder, and other names may lead to it. */
async function removeSource(filePath: string, { library, extra }: SourceRoots): Promise<void> {
  await resolveSource(filePath, { library, extra });
  const wanted = resolve(library, filePath);
  const folder = await realpath(dirname(wanted));
  const inside = await realpath(library);
  // Folders on the way may be links, too: only what lies in the library itself is removed.
  if (folder !== inside && !folder.startsWith(join(inside, sep))) throw outsideLibrary(filePath);
  await rm(join(folder, basename(wanted))).catch((error: unknown) => {
    throw sourceFailure(error, filePath) ?? error;
  });
}

function outsideLibrary(filePath: string): ProblemError {
  return new ProblemError({
    code: 'PATH_FORBIDDEN',
    message: `The source ${JSON.stringify(filePath)} does not lie in the source library, so it is not removed.`,
    hint: 'Delete it where it lies.',
  });
}

async function listSources(library: string): Promise<readonly SourceListing[]> {
  const found = await listFiles(library, maxDepth);
  const listings = await Promise.all(found.slice(0, maxFiles).map((path) => listingOf(library, path)));
  return listings.filter((listing) => listing !== undefined);
}

/** A name that stands for a file here stands for no other. */
function newestFirst(
  local: readonly SourceListing[],
  elsewhere: readonly SourceListing[],
): readonly SourceListing[] {
  const names = new Set(local.map(({ filePath }) => filePath));
  return [...local, ...elsewhere.filter(({ filePath }) => !names.has(filePath))].sort((a, b) =>
    b.modifiedAt.localeCompare(a.modifiedAt),
  );
}

async function listFiles(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter((entry) => !entry.name.startsWith('.'));
  const nested = visible
    .filter((entry) => entry.isDirectory() && depth > 1)
    .map((entry) => listFiles(join(folder, entry.name), depth - 1));
  const files = visible.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  return [...files, ...(await Promise.all(nested)).flat()];
}

async function listingOf(root: string, path: string): Promise<SourceListing | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (!info) return undefined;
  const filePath = relative(root, path).split(sep).join('/');
  return { filePath, bytes: info.size, modifiedAt: info.mtime.toISOString() };
}
