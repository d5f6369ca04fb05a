import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project, ProjectSummary } from '../../contract/project.ts';
import { ProblemError } from '../../contract/problems.ts';
import { errorCode, isDiskFull, storeFs, type StoreFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { brokenProject, noSpaceForProject } from '../project-problems.ts';
import type { DamagedProject, ProjectStore } from '../project-store.ts';
import { summarizeProject } from '../summarize-project.ts';
import { openKeptVersions } from './kept-versions.ts';
import { idOfFile, readProject } from './read-project.ts';
import { setAside } from './set-aside.ts';

export interface FileProjectStoreOptions {
  /** Absolute path of the folder that holds one file per project; created if need be. */
  readonly folder: string;
  /** Told once of each file that is not a project this version can serve. */
  readonly onDamaged: (entry: DamagedProject) => void;
  readonly fs?: StoreFs;
}

/** What a listing remembers of a file while it stays as it was. */
interface Seen {
  readonly stamp: string;
  /** Undefined where the file could not be read and was left in its place. */
  readonly summary: ProjectSummary | undefined;
}

/**
 * Projects as `{folder}/{id}.json`. The folder is looked at each time: files that were put there or taken
 * away by hand (a backup, another machine) count at once, and only what changed is read again.
 */
export function createFileProjectStore(options: FileProjectStoreOptions): ProjectStore {
  const { folder, fs = storeFs } = options;
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const seen = new Map<string, Seen>();
  const { forget, ...versions } = openKeptVersions(fs, folder);
  return {
    ...versions,
    list: async () => {
      await fs.mkdir(folder, { recursive: true });
      const names = await fs.readdir(folder);
      const present = new Set(names);
      for (const name of seen.keys()) if (!present.has(name)) seen.delete(name);
      const summaries: ProjectSummary[] = [];
      for (const name of names) {
        const summary = await look({ ...options, fs, seen }, name);
        if (summary) summaries.push(summary);
      }
      return summaries;
    },
    read: async (id) => {
      const read = readProject(pathOf(id), id);
      if (read.isOk) return read.project;
      if (read.isMissing) return undefined;
      throw new ProblemError(brokenProject(id, `its file ${read.why}`));
    },
    write: (project) => writeProject(fs, folder, project),
    remove: async (id) => {
      await fs.rm(pathOf(id), { force: true });
      await forget(id);
    },
  };
}

interface Looking extends FileProjectStoreOptions {
  readonly fs: StoreFs;
  readonly seen: Map<string, Seen>;
}

async function look({ folder, fs, seen, onDamaged }: Looking, name: string) {
  const id = idOfFile(name);
  if (id === undefined) return undefined;
  const path = join(folder, name);
  const stamp = await stampOf(path);
  const known = seen.get(name);
  if (stamp === undefined || stamp === known?.stamp) return known?.summary;
  const read = readProject(path, id);
  const summary = read.isOk ? summarizeProject(read.project) : undefined;
  seen.set(name, { stamp, summary });
  if (!read.isOk && !read.isMissing) {
    const movedTo = read.isForeign ? undefined : await setAside(fs, folder, name);
    onDamaged({ name, reason: `it ${read.why}`, ...(movedTo !== undefined && { movedTo }) });
  }
  return summary;
}

/** Changes whenever the file is replaced; undefined where there is none (any more). */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await lstat(path);
    return [ino, size, mtimeMs, ctimeMs].join(':');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function writeProject(fs: StoreFs, folder: string, project: Project): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true });
    await writeFileAtomically(
      fs,
      join(folder, `${project.id}.json`),
      `${JSON.stringify(project, null, 2)}\n`,
    );
  } catch (thrown) {
    throw isDiskFull(thrown) ? new ProblemError(noSpaceForProject(project.name), { cause: thrown }) : thrown;
  }
}
