import type { Kysely } from 'kysely';

/** Where accounts are kept. Whoever opened it closes it. */
export interface AccountsDatabase {
  readonly db: Kysely<AccountsTables>;
  readonly type: 'sqlite' | 'postgres';
  /** Cutroom's tables lie in a schema of their own: a database may be shared with an editor that has its own accounts. */
  readonly schemaName: string | undefined;
  /** Runs `work` while no other process does the same on this database. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** The tables that are asked without better-auth, as its migrations make them. */
export interface AccountsTables {
  user: {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean | number;
    role: string;
    isDisabled: boolean | number;
    createdAt: Date | string;
  };
  account: { id: string; userId: string; providerId: string; accountId: string };
  session: {
    id: string;
    token: string;
    userId: string;
    expiresAt: Date | string;
    createdAt: Date | string;
    updatedAt: Date | string;
    ipAddress: string | null;
    userAgent: string | null;
  };
  apikey: {
    id: string;
    referenceId: string;
    enabled: boolean | number | null;
    expiresAt: Date | string | null;
    /** A digest. */
    key: string;
    permissions: string | null;
    lastRequest: Date | string | null;
  };
  schema_version: { id: number; version: number; program: string };
}
