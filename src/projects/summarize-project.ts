import { filesOfProject } from '../contract/project-files.ts';
import type { Project, ProjectEdit, ProjectSummary, ProjectVersion } from '../contract/project.ts';

export function summarizeProject(project: Project): ProjectSummary {
  const { id, name, revision, angles, stretches, createdAt, updatedAt } = project;
  const durationSeconds = stretches.reduce((sum, { start, end }) => sum + (end - start), 0);
  return {
    ...{ id, name, revision, angles: angles.length, durationSeconds, createdAt, updatedAt },
    filePaths: filesOfProject(project),
  };
}

/** An earlier state as the list of them shows it. */
export function versionOf(project: Project): ProjectVersion {
  const { angles, name, durationSeconds } = summarizeProject(project);
  const { revision, stretches, updatedAt } = project;
  return { revision, name, angles, shots: stretches.length, durationSeconds, updatedAt };
}

/** What of a project people edit, without what the server keeps. */
export function editOfProject({
  name,
  angles,
  stretches,
  rendition,
  finish,
  exportIds,
}: ProjectEdit): ProjectEdit {
  return { name, angles, stretches, rendition, ...(finish && { finish }), exportIds };
}

/** Newest change first; the id settles ties, so that the order is the same each time. */
export function byLatestChange(a: ProjectSummary, b: ProjectSummary): number {
  return b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id);
}
