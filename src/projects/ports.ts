import type { Project, ProjectEdit, ProjectSummary, ProjectVersion } from '../contract/project.ts';

export interface ProjectSave {
  readonly id: string;
  /** The revision that the edit was made from. */
  readonly revision: number;
  readonly edit: ProjectEdit;
}

/**
 * The projects of this server. Methods that change something answer when it is on disk. An id that is none,
 * or that nothing has, is `NOT_FOUND`.
 */
export interface Projects {
  /** Latest change first. */
  readonly list: () => Promise<readonly ProjectSummary[]>;
  readonly get: (id: string) => Promise<Project>;
  readonly create: (edit: NewProject) => Promise<Project>;
  /**
   * Refused with `PROJECT_CHANGED` when the revision on disk is another one. The same save sent again because
   * its answer was lost is answered again.
   */
  readonly save: (save: ProjectSave) => Promise<Project>;
  /** A project of its own with the same edit; the exports stay with the old one. */
  readonly duplicate: (id: string, name?: string) => Promise<Project>;
  readonly remove: (id: string) => Promise<void>;
  /** Earlier states that can be gone back to, newest first. */
  readonly versions: (id: string) => Promise<readonly ProjectVersion[]>;
  /** One of them, whole. */
  readonly version: (id: string, revision: number) => Promise<Project>;
  /** Resolves when nothing is being written any more. */
  readonly idle: () => Promise<void>;
}

/** What a new project begins with; what is left out is empty or ordinary. */
export type NewProject = Pick<ProjectEdit, 'name'> & Partial<ProjectEdit>;
