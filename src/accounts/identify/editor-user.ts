import { ProblemError } from '../../contract/problems.ts';
import type { AccountsSettings } from '../accounts-settings.ts';
import type { Auth } from '../auth/open-auth.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { createPerson } from '../people/create-person.ts';
import type { FindUser } from '../people/find-user.ts';
import { isTrue } from '../people/roles.ts';
import type { AccountUser } from './identity.ts';

/** What an editor says of one of its people. */
export interface EditorUser {
  readonly id: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly name: string;
}

/** What accounts are linked by that stand for people of the editor. */
const providerId = 'editor';

export interface EditorUserPorts {
  readonly auth: Auth;
  readonly database: AccountsDatabase;
  readonly findUser: FindUser;
  readonly settings: Pick<AccountsSettings, 'administrators'>;
}

/** The account that stands for somebody of the editor; made when they first come. */
export async function accountOfEditorUser(
  ports: EditorUserPorts,
  person: EditorUser,
): Promise<AccountUser | undefined> {
  const known = await linkedAccount(ports, person);
  if (known !== undefined) return known;
  try {
    return await ports.findUser(await makeAccount(ports, person));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'ID_TAKEN') throw error;
    // Another request of the same person was quicker.
    return linkedAccount(ports, person);
  }
}

async function linkedAccount(
  { database: { db } }: EditorUserPorts,
  person: EditorUser,
): Promise<AccountUser | undefined> {
  const row = await db
    .selectFrom('account')
    .innerJoin('user', 'user.id', 'account.userId')
    .select(['user.id', 'user.email', 'user.role', 'user.isDisabled'])
    .where('account.providerId', '=', providerId)
    .where('account.accountId', '=', person.id)
    .executeTakeFirst();
  return row && { ...row, isDisabled: isTrue(row.isDisabled) };
}

async function makeAccount(ports: EditorUserPorts, person: EditorUser): Promise<string> {
  const { auth, database, settings } = ports;
  const email = person.email.trim().toLowerCase();
  const owner = await database.db
    .selectFrom('user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst();
  const linkedTo = { providerId, accountId: person.id };
  if (owner && person.isEmailVerified) {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.linkAccount({ ...linkedTo, userId: owner.id });
    return owner.id;
  }
  const isAdministrator = person.isEmailVerified && settings.administrators.includes(email);
  return createPerson(auth, {
    // Nobody gets at an account by writing its address into a profile that nobody has verified.
    email: owner ? `${person.id.toLowerCase()}@${providerId}.invalid` : email,
    name: person.name,
    role: isAdministrator ? 'administrator' : 'user',
    emailVerified: person.isEmailVerified,
    linkedTo,
  });
}
