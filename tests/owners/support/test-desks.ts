import { randomUUID } from 'node:crypto';
import type { KeyRow, OwnAccount, PeopleDesk, PersonRow } from '../../../src/contract/account.ts';
import type { Person } from '../../../src/contract/principal.ts';
import { ProblemError } from '../../../src/contract/problems.ts';

const at = '2026-01-01T00:00:00.000Z';

function notThere(what: string): ProblemError {
  return new ProblemError({ code: 'NOT_FOUND', message: `There is no such ${what}.` });
}

/** What people of a test do with accounts of their own: nothing but keys is kept. */
export function createTestOwnAccount(): OwnAccount {
  const keys = new Map<string, KeyRow[]>();
  const of = (userId: string) => keys.get(userId) ?? [];
  return {
    profile: async (userId) => ({
      email: `${userId}@example.com`,
      name: userId,
      hasPassword: true,
      createdAt: at,
    }),
    sessions: async () => [],
    endSession: () => Promise.reject(notThere('session')),
    keys: async (userId) => of(userId),
    createKey: async (userId, { name, scopes }) => {
      const id = randomUUID();
      const key = {
        id,
        name,
        start: 'test',
        scopes,
        createdAt: at,
        expiresAt: undefined,
        lastUsedAt: undefined,
      };
      keys.set(userId, [...of(userId), key]);
      return { id, key: `test_${id}` };
    },
    removeKey: async (userId, id) => {
      const left = of(userId).filter((key) => key.id !== id);
      if (left.length === of(userId).length) throw notThere('key');
      keys.set(userId, left);
    },
    changePassword: async () => undefined,
    socketToken: async () => undefined,
  };
}

/** What administrators of a test do with accounts: everybody stays as they are. */
export function createTestDesk(people: () => readonly Person[]): PeopleDesk {
  const rowOf = ({ name, ...person }: Person): PersonRow => ({ ...person, email: name, name, createdAt: at });
  const find = async (id: string): Promise<void> => {
    if (!people().some((person) => person.id === id)) throw notThere('account');
  };
  const link = { path: '/login/password?token=test', url: undefined, isMailed: false, days: 1 };
  return {
    list: async () => people().map(rowOf),
    add: async () => ({ ...link, id: randomUUID() }),
    disable: find,
    enable: find,
    setAdministrator: find,
    resetPassword: async (id) => {
      await find(id);
      return link;
    },
  };
}
