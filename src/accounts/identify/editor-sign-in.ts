import { createHash } from 'node:crypto';
import type { AccountsSettings } from '../accounts-settings.ts';
import { createEditorQuestion } from './ask-editor.ts';
import { cookieHeader, cookiesWithPrefix, hasSession } from './editor-cookie.ts';
import { createSharedSessions, findEditorTables } from './editor-database.ts';
import { createJwtReader } from './editor-jwt.ts';
import { accountOfEditorUser, type EditorUser, type EditorUserPorts } from './editor-user.ts';
import { personScopes, type Identity } from './identity.ts';

/** People who are signed in at the editor already. */
export interface EditorSignIn {
  readonly byJwt: (token: string) => Promise<Identity | undefined>;
  readonly byCookie: (cookie: string) => Promise<Identity | undefined>;
}

export interface EditorSignInOptions extends EditorUserPorts {
  readonly settings: AccountsSettings;
}

/** Believes the editor where the operator says so: by its tables (same database and secret), its keys, or its answers. */
export async function openEditorSignIn(options: EditorSignInOptions): Promise<EditorSignIn> {
  const { settings, database } = options;
  const { issuer, audience, cookiePrefix } = settings.editor;
  const readJwt = issuer === undefined ? undefined : createJwtReader(issuer, audience);
  const ask = issuer === undefined ? undefined : createEditorQuestion(issuer);
  const schemaName = settings.secret === undefined ? undefined : await findEditorTables(database);
  const readShared =
    schemaName === undefined || settings.secret === undefined
      ? undefined
      : createSharedSessions({ database, schemaName, secret: settings.secret });
  const identityOf = async (person: EditorUser, rest: Omit<Identity, 'user' | 'scopes'>) => {
    const user = await accountOfEditorUser(options, person);
    return user && !user.isDisabled ? { user, scopes: personScopes, ...rest } : undefined;
  };
  const byJwt = async (token: string): Promise<Identity | undefined> => {
    const found = await readJwt?.(token);
    if (!found) return undefined;
    return identityOf(found.user, {
      sessionId: `jwt:${found.id}`,
      isAmbient: false,
      again: () => byJwt(token),
    });
  };
  const byCookie = async (cookie: string): Promise<Identity | undefined> => {
    const cookies = cookiesWithPrefix(cookie, cookiePrefix);
    if (!hasSession(cookies)) return undefined;
    const [, sessionCookie = ''] = [...cookies].find(([name]) => name.endsWith('.session_token')) ?? [];
    const shared = await readShared?.(sessionCookie);
    const person = shared ?? (await ask?.(cookieHeader(cookies)));
    if (!person) return undefined;
    return identityOf(person, {
      sessionId: `editor:${shared?.sessionId ?? digestOf(sessionCookie)}`,
      isAmbient: true,
      again: () => byCookie(cookie),
    });
  };
  return { byJwt, byCookie };
}

/** Names a session without telling its secret. */
function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, 22);
}
