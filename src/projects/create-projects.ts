import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { exportIdPattern } from '../contract/config/config-limits.ts';
import type { Project, ProjectEdit } from '../contract/project.ts';
import { newFinish } from '../contract/project-finish.ts';
import { ProblemError } from '../contract/problems.ts';
import { createKeyedLock } from '../disk/keyed-lock.ts';
import { defaultRendition } from './default-rendition.ts';
import type { NewProject, Projects, ProjectSave } from './ports.ts';
import { keepVersion } from './keep-version.ts';
import { changedElsewhere, noSuchProject, noSuchVersion } from './project-problems.ts';
import type { ProjectStore } from './project-store.ts';
import { byLatestChange, editOfProject, versionOf } from './summarize-project.ts';

export interface ProjectsOptions {
  readonly store: ProjectStore;
  readonly now?: () => Date;
}

/** A name that a person would give the copy; within the limit of names. */
const maxNameLength = 200;
const copyMark = ' (copy)';

/** Opens the projects of a store. One at a time may write to a store. */
export function createProjects({ store, now = () => new Date() }: ProjectsOptions): Projects {
  const lock = createKeyedLock();
  const create = async (start: NewProject): Promise<Project> => {
    const project = newProject(start, now());
    await lock.run(project.id, () => store.write(project));
    return project;
  };
  return {
    list: async () => [...(await store.list())].sort(byLatestChange),
    get: (id) => requireProject(store, id),
    create,
    save: (save) => lock.run(save.id, () => saveEdit(store, save, now())),
    duplicate: async (id, name) => {
      const original = await requireProject(store, id);
      return create({ ...editOfProject(original), name: name ?? nameOfCopy(original.name), exportIds: [] });
    },
    remove: (id) =>
      lock.run(id, async () => {
        await requireProject(store, id);
        await store.remove(id);
      }),
    versions: async (id) => {
      await requireProject(store, id);
      const states = await Promise.all(
        (await store.kept(id)).map(({ revision }) => store.readKept(id, revision)),
      );
      return states.flatMap((state) => (state ? [versionOf(state)] : []));
    },
    version: async (id, revision) => {
      await requireProject(store, id);
      const state = await store.readKept(id, revision);
      if (state === undefined) throw new ProblemError(noSuchVersion(revision));
      return state;
    },
    idle: lock.idle,
  };
}

async function requireProject(store: ProjectStore, id: string): Promise<Project> {
  const project = exportIdPattern.test(id) ? await store.read(id) : undefined;
  if (project === undefined) throw new ProblemError(noSuchProject(id));
  return project;
}

async function saveEdit(
  store: ProjectStore,
  { id, revision, edit }: ProjectSave,
  now: Date,
): Promise<Project> {
  const onDisk = await requireProject(store, id);
  // What an edit says nothing of stays as it is.
  const wanted = { ...onDisk, ...editOfProject(edit) };
  const isThere = isDeepStrictEqual(editOfProject(onDisk), editOfProject(wanted));
  if (onDisk.revision === revision + 1 && isThere) return onDisk;
  if (onDisk.revision !== revision) throw new ProblemError(changedElsewhere(onDisk, revision));
  await keepVersion(store, { before: onDisk, after: wanted, now });
  const saved = { ...wanted, revision: revision + 1, updatedAt: now.toISOString() };
  await store.write(saved);
  return saved;
}

function newProject(start: NewProject, now: Date): Project {
  const edit: ProjectEdit = {
    angles: [],
    stretches: [],
    rendition: defaultRendition,
    exportIds: [],
    // What comes with a cut of its own is heard as it was where it came from.
    ...(start.stretches === undefined && { finish: newFinish }),
    ...start,
  };
  const at = now.toISOString();
  const id = `project-${now.getTime().toString(36)}-${randomBytes(4).toString('hex')}`;
  return { schemaVersion: 1, id, revision: 1, createdAt: at, updatedAt: at, ...editOfProject(edit) };
}

/** Cut between code points: half an emoji cannot be written as UTF-8. */
function nameOfCopy(name: string): string {
  let kept = '';
  for (const character of name) {
    if (kept.length + character.length > maxNameLength - copyMark.length) break;
    kept += character;
  }
  return kept + copyMark;
}
