import { betterAuth } from 'better-auth';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { EditorUser } from './editor-user.ts';

export interface SharedEditor {
  readonly database: AccountsDatabase;
  /** The schema in which the editor's tables lie. */
  readonly schemaName: string;
  readonly secret: string;
}

/**
 * Reads sessions of an editor that keeps its accounts in the same database and signs with the same secret. Its tables are
 * read, and never changed.
 */
export function createSharedSessions({ database, schemaName, secret }: SharedEditor) {
  const reader = betterAuth({
    baseURL: 'http://localhost',
    secret,
    database: { db: database.db, type: database.type, schemaName },
    advanced: { cookiePrefix: 'editor', useSecureCookies: false },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  return async (
    sessionCookie: string,
  ): Promise<(EditorUser & { readonly sessionId: string }) | undefined> => {
    const found = await reader.api.getSession({
      headers: new Headers({ cookie: `editor.session_token=${sessionCookie}` }),
      query: { disableRefresh: true, disableCookieCache: true },
    });
    if (!found) return undefined;
    const { id, email, emailVerified, name } = found.user;
    return { id, email, isEmailVerified: emailVerified, name, sessionId: found.session.id };
  };
}

export type SharedSessions = ReturnType<typeof createSharedSessions>;

/** The schema of a better-auth beside ours; undefined where the database is Cutroom's alone. */
export async function findEditorTables({ db, type }: AccountsDatabase): Promise<string | undefined> {
  if (type !== 'postgres') return undefined;
  const tables = await db.introspection.getTables();
  const hasTable = (name: string) => tables.some((table) => table.schema === 'public' && table.name === name);
  return hasTable('session') && hasTable('user') ? 'public' : undefined;
}
