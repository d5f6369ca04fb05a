import { namesFor, splitOwnedId, type ViewerNames } from '../contract/owned-name.ts';
import type { Project, ProjectEdit, ProjectSummary, ProjectVersion } from '../contract/project.ts';
import { ProblemError } from '../contract/problems.ts';
import type { Projects, ProjectSave } from '../projects/ports.ts';
import { withProjectFiles } from '../contract/project-files.ts';
import { noSuchProject } from '../projects/project-problems.ts';
import { editOfProject } from '../projects/summarize-project.ts';
import { inOwnWordsOf } from './own-words.ts';
import type { ProjectShares } from './shares/ports.ts';
import type { Sight } from './sight.ts';

export interface ProjectViewOptions {
  /** The projects of one owner, by plain names. */
  readonly projectsOf: (owner: string) => Projects;
  readonly names: ViewerNames;
  readonly sight: Sight;
  readonly shares: ProjectShares;
}

/** The projects as one viewer may see them: their own, and those shared with them under their whole names. */
export function projectsSeenBy(options: ProjectViewOptions): Projects {
  const { projectsOf, names, sight, shares } = options;
  const told = inOwnWordsOf(names);
  const own = projectsOf(names.viewer);
  const seen = (id: string): OwnedProject => {
    const key = names.idIn(id);
    if (key === undefined || !sight.maySeeProject(key)) throw new ProblemError(noSuchProject(id));
    const { owner, name } = splitOwnedId(key);
    return { key, owner, name, projects: projectsOf(owner), translate: translatorOf(namesFor(owner), names) };
  };
  const editable = (id: string): OwnedProject => {
    const found = seen(id);
    if (!sight.mayEditProject(found.key)) throw new ProblemError(onlyToLookAt);
    return found;
  };
  const get = async (id: string) => {
    const { projects, name, translate } = seen(id);
    return translate.out(await projects.get(name));
  };
  return {
    list: async () => {
      const others = await Promise.all(
        [...shares.projectsSeenBy(names.viewer)].map((key) => summaryOf(key, options)),
      );
      return [...(await own.list()), ...others.flat()].sort(byLatest);
    },
    get: (id) => told(() => get(id)),
    create: (edit) => told(() => own.create(edit)),
    save: (save) => told(() => saveSeen(editable(save.id), save, options)),
    duplicate: (id, name) =>
      told(async () => {
        const { owner, name: plain } = seen(id);
        if (owner === names.viewer) return own.duplicate(plain, name);
        const original = await get(id);
        return own.create({ ...editOfProject(original), name: name ?? original.name, exportIds: [] });
      }),
    remove: (id) =>
      told(async () => {
        const { key, owner, name, projects } = seen(id);
        if (owner !== names.viewer && !sight.mayRemoveProject(key)) throw new ProblemError(notYoursToRemove);
        await projects.remove(name);
        await shares.forget(key);
      }),
    versions: (id) => told(async () => versionsOf(seen(id))),
    version: (id, revision) => told(async () => versionOf(seen(id), revision)),
    idle: async () => undefined,
  };
}

async function versionsOf({ projects, name }: OwnedProject): Promise<readonly ProjectVersion[]> {
  return projects.versions(name);
}

async function versionOf({ projects, name, translate }: OwnedProject, revision: number): Promise<Project> {
  return translate.out(await projects.version(name, revision));
}

interface OwnedProject {
  readonly key: string;
  readonly owner: string;
  readonly name: string;
  readonly projects: Projects;
  readonly translate: Translator;
}

/** A project's file has the names of things as its owner writes them. */
interface Translator {
  readonly out: (project: Project) => Project;
  readonly in: (edit: ProjectEdit) => ProjectEdit;
}

function translatorOf(owner: ViewerNames, viewer: ViewerNames): Translator {
  const through =
    (from: ViewerNames, to: ViewerNames) =>
    <Edit extends ProjectEdit>(edit: Edit): Edit => ({
      ...withProjectFiles(edit, (filePath) => to.pathOut(from.pathIn(filePath))),
      exportIds: edit.exportIds.map((id) => to.idOut(from.idIn(id) ?? id)),
    });
  if (owner.viewer === viewer.viewer) return { out: (project) => project, in: (edit) => edit };
  const id = (project: Project) => `${owner.viewer}~${project.id}`;
  return {
    out: (project) => ({ ...through(owner, viewer)(project), id: id(project) }),
    in: through(viewer, owner),
  };
}

async function saveSeen(
  { key, owner, name, projects, translate }: OwnedProject,
  { revision, edit }: ProjectSave,
  { names, shares }: ProjectViewOptions,
): Promise<Project> {
  const before = await projects.get(name);
  const saved = await projects.save({ id: name, revision, edit: translate.in(edit) });
  // What an editor brings of their own may be seen by all who may see the project, because they brought it.
  if (owner !== names.viewer) await shares.contribute(key, names.viewer, { before, after: saved });
  else await shares.noteSaved(key);
  return translate.out(saved);
}

/** Of one that is shared with the viewer; none where it is gone or cannot be read. */
async function summaryOf(
  key: string,
  { projectsOf, names }: ProjectViewOptions,
): Promise<readonly ProjectSummary[]> {
  const { owner, name } = splitOwnedId(key);
  const summaries = await projectsOf(owner).list();
  const written = namesFor(owner);
  return summaries
    .filter(({ id }) => id === name)
    .map((summary) => ({
      ...summary,
      id: names.idOut(key),
      filePaths: summary.filePaths.map((path) => names.pathOut(written.pathIn(path))),
    }));
}

function byLatest(a: ProjectSummary, b: ProjectSummary): number {
  return b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id);
}

const onlyToLookAt = {
  code: 'FORBIDDEN',
  message: 'This project is shared with you to look at, not to change.',
  hint: 'Make a copy of your own, or ask its owner to let you edit it.',
} as const;

const notYoursToRemove = {
  code: 'FORBIDDEN',
  message: 'Only the owner of a project can remove it.',
} as const;
