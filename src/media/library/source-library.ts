import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';
import type { SourceListing, SourceProbe } from '../../contract/media.ts';
import { describeSource } from './describe-source.ts';
import { createListWatch } from './list-watch.ts';
import { sourceFailure } from '../reading/source-failure.ts';
import type { SourceReadings } from '../reading/source-readings.ts';
import { resolveSource, type SourceRoots } from './resolve-source.ts';

/** The camera files that lie under `sources/`, uploaded or put there by hand. */
export interface SourceLibrary {
  /** Newest first; hidden files and unfinished uploads are left out. */
  readonly list: () => Promise<readonly SourceListing[]>;
  readonly probe: (filePath: string, signal?: AbortSignal) => Promise<SourceProbe>;
  /** Deletes one file of the library; files of other folders are never touched. */
  readonly remove: (filePath: string) => Promise<void>;
  /** Absolute path of a file that may be read. */
  readonly pathOf: (filePath: string) => Promise<string>;
  /** What `list` answers, now and after each change, until the signal is aborted. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<readonly SourceListing[], void, void>;
  /** Deletes what a dead server had begun to make here; unfinished uploads are not its business. */
  readonly sweep: () => Promise<void>;
}

/** A library is a folder and its folders; deeper nesting is an accident. */
const maxDepth = 4;
const maxFiles = 10_000;
/** As sample cameras are called while they are made. */
const partialName = /^\..+\.[0-9a-f]{8}\.partial$/;

export function openSourceLibrary({ read }: SourceReadings, roots: SourceRoots): SourceLibrary {
  const list = () => listSources(roots.library);
  const watch = createListWatch(list);
  return {
    list,
    watch,
    pathOf: (filePath) => resolveSource(filePath, roots),
    probe: async (filePath, signal = new AbortController().signal) => {
      const path = await resolveSource(filePath, roots);
      return describeSource(await read({ path, name: filePath, signal }), filePath);
    },
    remove: async (filePath) => {
      await removeSource(filePath, roots);
    },
    sweep: async () => {
      const names = await readdir(roots.library).catch(() => []);
      const partial = names.filter((name) => partialName.test(name));
      await Promise.all(partial.map((name) => rm(join(roots.library, name), { force: true })));
    },
  };
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
  return listings
    .filter((listing) => listing !== undefined)
    .sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt));
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
