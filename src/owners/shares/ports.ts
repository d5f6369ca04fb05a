import { z } from 'zod';
import type { ProjectEdit } from '../../contract/project.ts';

/** What somebody may do with a project that is shared with them. */
export const shareLevels = ['look', 'edit'] as const;
export const shareLevelSchema = z.enum(shareLevels);
export type ShareLevel = z.infer<typeof shareLevelSchema>;

/** Somebody whom a project is shared with. */
export interface SharedWith {
  /** Of the account. */
  readonly id: string;
  readonly level: ShareLevel;
}

/** Whom a project is to be shared with. */
export interface ShareTarget {
  /** Of the account; undefined where nobody has the address yet. */
  readonly id: string | undefined;
  /** In lower case. */
  readonly address: string;
}

/** An address that nobody has yet: whoever comes with it is let in. */
export interface InvitedTo {
  readonly address: string;
  readonly level: ShareLevel;
}

/** Who has been let into whose projects, and what may be seen through that. Names are inner names. */
export interface Shares {
  /** Of a project of somebody else; undefined where it is not shared with this viewer. */
  readonly levelOf: (viewer: string, projectKey: string) => ShareLevel | undefined;
  /** Projects of others that this viewer may see. */
  readonly projectsSeenBy: (viewer: string) => ReadonlySet<string>;
  /** Exports of others that belong to projects which this viewer may see. */
  readonly exportsSeenBy: (viewer: string) => ReadonlySet<string>;
  /** Sources of others that those projects use. */
  readonly sourcesSeenBy: (viewer: string) => ReadonlySet<string>;
  /** Learns what other processes have changed; costs nothing where it was done a moment ago. */
  readonly refresh: () => Promise<void>;
}

/** A project before and after a save. */
export interface SavedEdit {
  readonly before: ProjectEdit;
  readonly after: ProjectEdit;
}

/** The same for whoever changes them. */
export interface ProjectShares extends Shares {
  readonly list: (projectKey: string) => {
    readonly people: readonly SharedWith[];
    readonly invited: readonly InvitedTo[];
  };
  /** Lets somebody in, or changes what they may do; undefined takes it back. Rejects where that would be too many. */
  readonly share: (projectKey: string, target: ShareTarget, level: ShareLevel | undefined) => Promise<void>;
  /** Whether something is shared with an address that nobody had. */
  readonly isInvited: (address: string) => boolean;
  /** Lets somebody into everything that their address was invited to. */
  readonly welcome: (viewer: string, address: string) => Promise<void>;
  /** Notes what an editor has brought of their own into somebody else's project by a save. */
  readonly contribute: (projectKey: string, editor: string, saved: SavedEdit) => Promise<void>;
  /** Notes that its owner has changed a project. */
  readonly noteSaved: (projectKey: string) => Promise<void>;
  /** The project is gone. */
  readonly forget: (projectKey: string) => Promise<void>;
}
