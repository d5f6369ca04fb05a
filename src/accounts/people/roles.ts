import { soleAdministrator } from '../../contract/principal.ts';
import type { AccountsDatabase } from '../database/accounts-database.ts';

export type Role = 'administrator' | 'user';

/**
 * The first account of a server. Its id is the one that everything had before there were accounts, and since there can be
 * one account of an id only, of two people who come first at the same time one is.
 */
export const firstAdministrator = { id: soleAdministrator.id, role: 'administrator' } as const;

export interface RolesOfPeople {
  readonly isNobodyHere: () => Promise<boolean>;
  readonly set: (id: string, isAdministrator: boolean) => Promise<void>;
}

export function rolesOfPeople({ db }: AccountsDatabase): RolesOfPeople {
  return {
    isNobodyHere: async () => (await db.selectFrom('user').select('id').limit(1).execute()).length === 0,
    set: async (id, isAdministrator) => {
      const role: Role = isAdministrator ? 'administrator' : 'user';
      await db.updateTable('user').set({ role }).where('id', '=', id).where('role', '!=', role).execute();
    },
  };
}

/** SQLite has no truth values. */
export function isTrue(value: boolean | number | null | undefined): boolean {
  return value === true || value === 1;
}
