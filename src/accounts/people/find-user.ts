import type { AccountsDatabase } from '../database/accounts-database.ts';
import type { AccountUser } from '../identify/identity.ts';
import { isTrue } from './roles.ts';

export type FindUser = (id: string) => Promise<AccountUser | undefined>;

export function finderOf({ db }: AccountsDatabase): FindUser {
  return async (id) => {
    const row = await db
      .selectFrom('user')
      .select(['id', 'email', 'role', 'isDisabled'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row && { ...row, isDisabled: isTrue(row.isDisabled) };
  };
}
