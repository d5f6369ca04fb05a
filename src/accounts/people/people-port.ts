import type { People, Person } from '../../contract/principal.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';
import { isTrue } from './roles.ts';

const columns = ['id', 'email', 'role', 'isDisabled', 'emailVerified'] as const;

/** The accounts as others may be told of them. */
export function createPeopleLookups({ db }: AccountsDatabase): Omit<People, 'identify' | 'holds'> {
  const query = () => db.selectFrom('user').select(columns);
  return {
    find: async (id) => personIn(await query().where('id', '=', id).executeTakeFirst()),
    findByName: async (name) =>
      personIn(await query().where('email', '=', name.trim().toLowerCase()).executeTakeFirst()),
    list: async () => (await query().orderBy('email').execute()).map(personOf),
  };
}

interface Row {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly isDisabled: boolean | number;
  readonly emailVerified: boolean | number;
}

function personIn(row: Row | undefined): Person | undefined {
  return row && personOf(row);
}

function personOf({ id, email, role, isDisabled, emailVerified }: Row): Person {
  return {
    ...{ id, name: email, isAdministrator: role === 'administrator' },
    ...{ isDisabled: isTrue(isDisabled), isAddressVerified: isTrue(emailVerified) },
  };
}
