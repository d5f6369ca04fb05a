import { z } from 'zod';
import { scopes, type Scope } from './principal.ts';

/** An account, as its owner sees it. */
export interface OwnProfile {
  readonly email: string;
  /** Empty where nobody has said one. */
  readonly name: string;
  /** False for who signs in at a provider or an editor. */
  readonly hasPassword: boolean;
  /** ISO 8601, as all instants here. */
  readonly createdAt: string;
}

/** One browser that has signed in. */
export interface SessionRow {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
}

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  /** How it begins. */
  readonly start: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | undefined;
  readonly lastUsedAt: string | undefined;
}

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Undefined for a key that holds until it is removed. */
  readonly days?: number | undefined;
}

/** The same as it crosses the wire; `null` holds until it is removed. */
export const keyWishSchema = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(64, 'must have at most 64 characters'),
  scopes: z.array(z.enum(scopes)).min(1, 'must name something that the key may do').max(scopes.length),
  days: z.number().int().min(1).max(3650).nullable(),
});

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  /** The id of the session that goes on; all others end. */
  readonly keepSession?: string | undefined;
  /** Where it is tried from: wrong ones are slowed down. */
  readonly address: string | undefined;
}

/** What everybody does with an account of their own. `userId` is whose it is. */
export interface OwnAccount {
  readonly profile: (userId: string) => Promise<OwnProfile>;
  readonly sessions: (userId: string) => Promise<readonly SessionRow[]>;
  /** Signs one browser out. NOT_FOUND for a session of somebody else. */
  readonly endSession: (userId: string, id: string) => Promise<void>;
  readonly keys: (userId: string) => Promise<readonly KeyRow[]>;
  /** The key itself is told this once. */
  readonly createKey: (
    userId: string,
    wish: KeyWish,
  ) => Promise<{ readonly id: string; readonly key: string }>;
  readonly removeKey: (userId: string, id: string) => Promise<void>;
  /** Ends every session but the one named. */
  readonly changePassword: (userId: string, change: PasswordChange) => Promise<void>;
  /**
   * A token that opens one socket within three minutes, and what it opens ends with the session or key named; undefined
   * where that is neither a session nor a key of this user's here.
   */
  readonly socketToken: (userId: string, sessionId: string) => Promise<string | undefined>;
}

/** The same of one account: nobody has to say whose. */
export type OwnAccountPort = {
  readonly [Name in keyof OwnAccount]: OwnAccount[Name] extends (
    userId: string,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly isDisabled: boolean;
  readonly createdAt: string;
}

/** A link by which somebody chooses a password. It goes by mail as well, where there is a server for that. */
export interface PasswordLink {
  /** From the server's address on, without the path that it lies under. */
  readonly path: string;
  /** The whole address; undefined where nobody has said where the server is. */
  readonly url: string | undefined;
  readonly isMailed: boolean;
  /** In which it opens. */
  readonly days: number;
}

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly role: 'administrator' | 'user';
}

/** What administrators do with accounts, on the page and on the command line. */
export interface PeopleDesk {
  readonly list: () => Promise<readonly PersonRow[]>;
  readonly add: (person: NewAccount) => Promise<PasswordLink & { readonly id: string }>;
  /** Ends every session at once, too. */
  readonly disable: (id: string) => Promise<void>;
  readonly enable: (id: string) => Promise<void>;
  readonly setAdministrator: (id: string, isAdministrator: boolean) => Promise<void>;
  /** The link by which the person chooses another password. */
  readonly resetPassword: (id: string) => Promise<PasswordLink>;
}

/** What lies in `MEDIA_BASE_PATH`, of everybody together. */
export interface DiskUsage {
  readonly folders: readonly { readonly name: string; readonly bytes: number }[];
  readonly freeBytes: number;
}
