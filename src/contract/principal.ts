/** What a caller may do. A person who has signed in may do all of it; a key only what it was made for. */
export const scopes = ['read', 'export', 'upload', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const everyScope: ReadonlySet<Scope> = new Set(scopes);

/** Ids of principals name folders and stand in ids of what they own: short, and of nothing but letters, digits, `_` and `-`. */
export const principalIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Who asks. Made at the door, once a request or socket; what lies behind the door knows nothing else of the caller. */
export interface Principal {
  /** Of the account, the same each time; `principalIdPattern`. */
  readonly id: string;
  /** What people call the account: an e-mail address, else a name. For pages and the audit log, never a key. */
  readonly name: string;
  /** May see everybody's and act for others, where the scope `admin` is among `scopes`, too. */
  readonly isAdministrator: boolean;
  readonly scopes: ReadonlySet<Scope>;
  /** Somebody who has signed in, not a key: what outlives a key, such as another key, no key may make. */
  readonly isPerson: boolean;
}

/** How a request came in. */
export interface Arrival {
  /** `Caller.sessionId`; undefined where nobody is told apart. */
  readonly sessionId: string | undefined;
  /** Undefined for this machine itself. */
  readonly address: string | undefined;
}

/** The one principal of a server without accounts, and the owner of what was there before accounts were turned on. */
export const soleAdministrator: Principal = {
  id: 'administrator',
  name: 'administrator',
  isAdministrator: true,
  scopes: everyScope,
  isPerson: true,
};

/** Who has not signed in, where that is asked for. */
export const nobody: Principal = {
  id: 'nobody',
  name: 'nobody',
  isAdministrator: false,
  scopes: new Set(),
  isPerson: false,
};

/** What a request brings along by which its sender can be told. */
export interface CallerCredentials {
  /** All headers, names in lower case, as Node's `IncomingMessage` has them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What came as the first message of a WebSocket, where browsers send no headers: a key, a JWT or a one-time token. */
  readonly token?: string;
}

/** A principal, and what let them in. */
export interface Caller {
  readonly principal: Principal;
  /** A browser sent it by itself (a cookie): the door then asks which page led it here. */
  readonly isAmbient: boolean;
  /** Names the session or key, not its secret: sockets and streams with the same name are looked at together. */
  readonly sessionId: string;
  /**
   * Whether the session or key still holds: asked every few seconds while a socket or stream of it is open, and answered
   * within the same few seconds after it was ended, has expired, or its account was disabled. Never rejects for a
   * session that has ended.
   */
  readonly isStillIn: () => Promise<boolean>;
  /**
   * For a session that was begun a while ago and is still used: makes it last as long again, and resolves with the
   * `Set-Cookie` headers that tell its browser. Undefined where there is nothing to do.
   */
  readonly prolong?: (() => Promise<readonly string[]>) | undefined;
}

/** An account, as others may be told of it. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  /** Signs in no more, and no key of it works. */
  readonly isDisabled: boolean;
  /** Whether the address is known to be theirs: an administrator gave it, or a provider or editor has verified it. */
  readonly isAddressVerified: boolean;
}

/** The seam between the door and the accounts. */
export interface People {
  /**
   * Who sends a request; undefined where it brings nothing, or nothing that holds (any more). Rejects with a
   * `ProblemError` only for `NOT_READY` (nobody can be asked now).
   */
  readonly identify: (request: CallerCredentials) => Promise<Caller | undefined>;
  /**
   * Whether the session or key of this name (`Caller.sessionId`) still holds; undefined for one that lies elsewhere, such
   * as at an editor.
   */
  readonly holds: (sessionId: string) => Promise<boolean | undefined>;
  /** An account by its id. */
  readonly find: (id: string) => Promise<Person | undefined>;
  /** An account by its whole e-mail address, upper and lower case the same: how people name whom they share with. */
  readonly findByName: (name: string) => Promise<Person | undefined>;
  /** All accounts, for the administrator's pages. */
  readonly list: () => Promise<readonly Person[]>;
}

/** One line of the audit log. */
export interface AuditEntry {
  /** `export.download`, `share.change`: what was done, a noun and a verb. */
  readonly event: string;
  /** Who did it; undefined where nobody was told apart (a failed sign-in). */
  readonly principal: Pick<Principal, 'id' | 'name'> | undefined;
  /** Where the request came from; undefined for this machine itself. */
  readonly address: string | undefined;
  /** What it was done to: ids and names, never a secret. */
  readonly about: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes a line to the audit log, in its turn; never throws. */
export type NoteAudit = (entry: AuditEntry) => void;
