import type { Project, ProjectSummary } from '../contract/project.ts';

/**
 * Where projects are kept. A method that has resolved holds over the death of the process, and one that was
 * interrupted leaves the old project or the new one, never a mixture. Calls for one project do not overlap;
 * calls for different ones may.
 */
export interface ProjectStore {
  /** Every project that can be read, in no particular order; what cannot be read never hides the rest. */
  readonly list: () => Promise<readonly ProjectSummary[]>;
  /** Undefined when there is none of that id. Rejects with `BROKEN_RECORD` when what lies there is not readable. */
  readonly read: (id: string) => Promise<Project | undefined>;
  /** Creates or replaces. Rejects with `NO_ROOM` when the disk is full; the old one is still there then. */
  readonly write: (project: Project) => Promise<void>;
  /** An absent project is a no-op. Takes what was kept of it along. */
  readonly remove: (id: string) => Promise<void>;
  /** Keeps a state of a project beside it, which later writes leave alone. */
  readonly keep: (project: Project) => Promise<void>;
  /** The states of a project that are kept, newest first. */
  readonly kept: (id: string) => Promise<readonly KeptVersion[]>;
  /** Undefined when it is not kept, or not readable. */
  readonly readKept: (id: string, revision: number) => Promise<Project | undefined>;
  /** An absent one is a no-op. */
  readonly dropKept: (id: string, revision: number) => Promise<void>;
}

export interface KeptVersion {
  readonly revision: number;
  /** When that state was saved, in milliseconds. */
  readonly savedAt: number;
}

/** Something among the projects that is not a project this version can serve. */
export interface DamagedProject {
  readonly name: string;
  /** A sentence without the name: `it is empty`. */
  readonly reason: string;
  /** Where it was put; undefined when it was left as it was. */
  readonly movedTo?: string;
}
