import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { OwnAccount, PeopleDesk } from '../contract/account.ts';
import type { NoteAudit, People } from '../contract/principal.ts';
import type { AccountsSettings } from './accounts-settings.ts';
import { openAuditLog } from './audit/audit-log.ts';
import { openAuth } from './auth/open-auth.ts';
import { openSecret } from './auth/secret.ts';
import type { AccountsDatabase } from './database/accounts-database.ts';
import { openLibsql } from './database/open-libsql.ts';
import { openPostgres } from './database/open-postgres.ts';
import { createLiveCredentials } from './identify/live-credentials.ts';
import { openEditorSignIn } from './identify/editor-sign-in.ts';
import { createIdentify } from './identify/identify.ts';
import { createKeyUses } from './identify/key-uses.ts';
import { createSocketTokens } from './identify/socket-tokens.ts';
import { createMailer } from './mail/mailer.ts';
import { finderOf } from './people/find-user.ts';
import { createOwnAccount } from './people/own-account.ts';
import { createPeopleDesk } from './people/people-desk.ts';
import { createPeopleLookups } from './people/people-port.ts';
import type { SignInDesk } from './sign-in/sign-in-forms.ts';
import { createSignInDesk } from './sign-in/sign-in-desk.ts';

/** Everything that is different on a server with accounts. */
export interface Accounts {
  /** The seam to the door. */
  readonly people: People;
  readonly signIn: SignInDesk;
  readonly own: OwnAccount;
  readonly desk: PeopleDesk;
  readonly noteAudit: NoteAudit;
  /** For what the server signs beside cookies; ends with the secret. */
  readonly signingSecret: string;
  /** Settles when every line of the audit log is written. */
  readonly close: () => Promise<void>;
}

export type WarnOfAccounts = (message: string, details: Readonly<Record<string, unknown>>) => void;

/**
 * Opens the accounts: brings the database up to date, or rejects with NOT_READY where a newer program has been at it.
 * Whoever calls it closes it.
 */
export async function openAccounts(settings: AccountsSettings, warn: WarnOfAccounts): Promise<Accounts> {
  const database = openDatabase(settings, warn);
  try {
    return await openOn(database, settings, warn);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openOn(
  database: AccountsDatabase,
  settings: AccountsSettings,
  warn: WarnOfAccounts,
): Promise<Accounts> {
  const { folder, smtp, publicUrl } = settings;
  const secret = settings.secret ?? (await openSecret(folder));
  const onFailed = (error: unknown, to: string): void => warn('a mail could not be sent', { err: error, to });
  const mailer = smtp && publicUrl !== undefined ? createMailer({ smtp, publicUrl, onFailed }) : undefined;
  const auth = await openAuth({ settings, secret, database, mailer, warn });
  const editor = await openEditorSignIn({ auth, database, findUser: finderOf(database), settings });
  const audit = await openAuditLog({
    folder: join(folder, 'audit'),
    onFailed: (error) => warn('the audit log cannot be written', { err: error }),
  });
  const credentials = createLiveCredentials(database);
  const socketTokens = createSocketTokens({ auth, credentials });
  const keyUses = createKeyUses(database);
  const { identify, forget } = createIdentify({ auth, credentials, editor, keyUses, socketTokens });
  return {
    people: { identify, holds: socketTokens.holds, ...createPeopleLookups(database) },
    signIn: createSignInDesk({ auth, database, settings, noteAudit: audit.note, forget }),
    own: createOwnAccount({ auth, database, keyUses, socketTokens, forget }),
    desk: createPeopleDesk({ auth, database, mailer, publicUrl, forget }),
    noteAudit: audit.note,
    signingSecret: createHmac('sha256', secret).update('cutroom').digest('base64url'),
    close: async () => {
      mailer?.close();
      await keyUses.settle();
      await audit.close();
      await database.close();
    },
  };
}

function openDatabase({ databaseUrl, folder }: AccountsSettings, warn: WarnOfAccounts): AccountsDatabase {
  if (databaseUrl === undefined) return openLibsql(folder);
  return openPostgres(databaseUrl, (error) =>
    warn('a connection to the accounts database broke', { err: error }),
  );
}
