import { randomBytes } from 'node:crypto';
import type { PasswordLink, PeopleDesk, PersonRow } from '../../contract/account.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase, AccountsTables } from '../database/accounts-database.ts';
import { linkDays, passwordLink, type Mailer } from '../mail/mailer.ts';
import { createPerson } from './create-person.ts';
import { firstAdministrator, isTrue, rolesOfPeople } from './roles.ts';

export interface PeopleDeskPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly mailer: Mailer | undefined;
  /** As `AccountsSettings` has it. */
  readonly publicUrl: string | undefined;
  readonly forget: () => void;
}

export function createPeopleDesk(ports: PeopleDeskPorts): PeopleDesk {
  const { auth, database, forget } = ports;
  const { db } = database;
  const roles = rolesOfPeople(database);
  const newLink = linksOf(ports);
  const setDisabled = async (id: string, isDisabled: boolean): Promise<void> => {
    await emailOf(database, id);
    const value = database.type === 'sqlite' ? Number(isDisabled) : isDisabled;
    await db.updateTable('user').set({ isDisabled: value }).where('id', '=', id).execute();
    if (isDisabled) await db.deleteFrom('session').where('userId', '=', id).execute();
    forget();
  };
  return {
    list: async () => (await db.selectFrom('user').selectAll().orderBy('email').execute()).map(rowOf),
    add: async (wanted) => {
      // Whoever runs the server says whose address it is.
      const person = { ...wanted, emailVerified: true };
      // A server whose first account is no administrator would have none.
      const id = (await roles.isNobodyHere())
        ? await createPerson(auth, { ...person, role: firstAdministrator.role }, firstAdministrator)
        : await createPerson(auth, person);
      return { id, ...(await newLink(id, 'sendInvitation')) };
    },
    disable: async (id) => {
      await requireAnother(database, id);
      await setDisabled(id, true);
    },
    enable: (id) => setDisabled(id, false),
    setAdministrator: async (id, isAdministrator) => {
      await emailOf(database, id);
      if (!isAdministrator) await requireAnother(database, id);
      await roles.set(id, isAdministrator);
      forget();
    },
    resetPassword: (id) => newLink(id, 'sendReset'),
  };
}

/** Makes links by which people choose passwords, and mails them where there is a server for it. */
function linksOf({ auth, database, mailer, publicUrl }: PeopleDeskPorts) {
  return async (id: string, letter: keyof typeof linkDays): Promise<PasswordLink> => {
    const email = await emailOf(database, id);
    const { internalAdapter } = await auth.$context;
    const days = linkDays[letter];
    const token = randomBytes(24).toString('base64url');
    await internalAdapter.createVerificationValue({
      value: id,
      identifier: `reset-password:${token}`,
      expiresAt: new Date(Date.now() + days * 24 * 3_600_000),
    });
    await mailer?.[letter](email, token);
    const path = passwordLink('', token);
    const url = publicUrl === undefined ? undefined : passwordLink(publicUrl, token);
    return { path, url, isMailed: mailer !== undefined, days };
  };
}

async function emailOf({ db }: AccountsDatabase, id: string): Promise<string> {
  const row = await db.selectFrom('user').select('email').where('id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError({ code: 'NOT_FOUND', message: 'There is no such account.' });
  return row.email;
}

/** A server without an administrator could be helped by the command line alone. */
async function requireAnother({ db }: AccountsDatabase, id: string): Promise<void> {
  const others = await db
    .selectFrom('user')
    .select('isDisabled')
    .where('role', '=', firstAdministrator.role)
    .where('id', '!=', id)
    .execute();
  if (others.some(({ isDisabled }) => !isTrue(isDisabled))) return;
  throw new ProblemError({
    code: 'INVALID_REQUEST',
    message: 'This is the last administrator.',
    hint: 'Make somebody else an administrator first.',
  });
}

function rowOf({ id, email, name, role, isDisabled, createdAt }: AccountsTables['user']): PersonRow {
  return {
    ...{ id, email, name },
    isAdministrator: role === firstAdministrator.role,
    isDisabled: isTrue(isDisabled),
    createdAt: new Date(createdAt).toISOString(),
  };
}
