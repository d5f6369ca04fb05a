import { join } from 'node:path';
import { syncFolder, type StoreFs } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import type { KeptVersion, ProjectStore } from '../project-store.ts';
import { readProject } from './read-project.ts';

/** A folder among the projects: no project's file is called so. */
const versionsName = 'versions';
/** Revision and instant, in milliseconds. */
const namePattern = /^(\d{1,12})\.(\d{1,15})\.json$/;

export type KeptVersions = Pick<ProjectStore, 'keep' | 'kept' | 'readKept' | 'dropKept'> & {
  /** Drops all that is kept of a project. */
  readonly forget: (id: string) => Promise<void>;
};

/** Earlier states as `{folder}/versions/{project}/{revision}.{instant}.json`. */
export function openKeptVersions(fs: StoreFs, folder: string): KeptVersions {
  const folderOf = (id: string) => join(folder, versionsName, id);
  const pathOf = (id: string, { revision, savedAt }: KeptVersion) =>
    join(folderOf(id), `${revision}.${savedAt}.json`);
  const kept = async (id: string): Promise<readonly KeptVersion[]> => {
    const names = await fs.readdir(folderOf(id)).catch(() => []);
    const versions = names.flatMap((name) => {
      const [, revision, savedAt] = namePattern.exec(name) ?? [];
      return revision === undefined ? [] : [{ revision: Number(revision), savedAt: Number(savedAt) }];
    });
    return versions.sort((a, b) => b.revision - a.revision);
  };
  const find = async (id: string, wanted: number) =>
    (await kept(id)).find(({ revision }) => revision === wanted);
  return {
    kept,
    keep: async (project) => {
      const { id, revision, updatedAt } = project;
      await fs.mkdir(folderOf(id), { recursive: true });
      const path = pathOf(id, { revision, savedAt: Date.parse(updatedAt) });
      await writeFileAtomically(fs, path, `${JSON.stringify(project)}\n`);
    },
    readKept: async (id, revision) => {
      const version = await find(id, revision);
      const read = version && readProject(pathOf(id, version), id);
      return read?.isOk === true ? read.project : undefined;
    },
    dropKept: async (id, revision) => {
      const version = await find(id, revision);
      if (version) await fs.rm(pathOf(id, version), { force: true });
    },
    forget: async (id) => {
      await fs.rm(folderOf(id), { recursive: true, force: true });
      await syncFolder(fs, folder);
    },
  };
}
