import { randomUUID } from 'node:crypto';
import {
  everyScope,
  scopes,
  type AuditEntry,
  type Caller,
  type Scope,
} from '../../../src/contract/principal.ts';
import { createTestDesk, createTestOwnAccount } from './test-desks.ts';
import type { RunningAccounts } from '../../../src/server/door/access/running-accounts.ts';

/** Accounts in a test's hands: whoever says a name is let in under it. */
export interface TestAccounts extends RunningAccounts {
  readonly audit: AuditEntry[];
  /** Names that are let in no more: sessions (`bob`, `cookie:bob`) and whole accounts. */
  readonly ended: Set<string>;
  /** Who has come by and by, and whether their addresses are verified. */
  readonly joined: Map<string, { readonly isAddressVerified: boolean }>;
}

const administrators = ['ada'];
export const testPeople = ['ada', 'alice', 'bob', 'carol', 'dave'] as const;

/**
 * `Authorization: Bearer bob` is Bob, `Bearer bob:read,upload` a key of his with these scopes, `Cookie: session=bob`
 * his browser.
 */
export function createTestAccounts(): TestAccounts {
  const audit: AuditEntry[] = [];
  const ended = new Set<string>();
  const joined: TestAccounts['joined'] = new Map();
  const personOf = (id: string) => {
    const isKnown = (testPeople as readonly string[]).includes(id) || joined.has(id);
    if (!isKnown) return undefined;
    return {
      id,
      name: `${id}@example.com`,
      isAdministrator: administrators.includes(id),
      isDisabled: ended.has(id),
      isAddressVerified: joined.get(id)?.isAddressVerified ?? true,
    };
  };
  const callerFrom = (words: string, isAmbient: boolean): Caller | undefined => {
    const [id = '', list] = words.split(':');
    const person = personOf(id);
    const sessionId = isAmbient ? `cookie:${id}` : words;
    const isIn = () => !ended.has(id) && !ended.has(sessionId);
    if (!person || !isIn()) return undefined;
    const { name, isAdministrator } = person;
    const given = list === undefined ? everyScope : new Set(list.split(',').filter(isScope));
    return {
      principal: { id, name, isAdministrator, scopes: given, isPerson: list === undefined },
      isAmbient,
      sessionId,
      isStillIn: async () => isIn(),
    };
  };
  const list = () => testPeople.flatMap((id) => personOf(id) ?? []);
  return {
    audit,
    ended,
    joined,
    own: createTestOwnAccount(),
    desk: createTestDesk(list),
    people: {
      identify: async ({ headers, token }) => {
        const { authorization, cookie } = headers;
        const bearer = /^Bearer (.+)$/.exec(String(authorization ?? ''))?.[1] ?? token;
        if (bearer !== undefined) return callerFrom(bearer, false);
        const session = /(?:^|; )session=([\w-]+)/.exec(String(cookie ?? ''))?.[1];
        return session === undefined ? undefined : callerFrom(session, true);
      },
      holds: async (sessionId) => !ended.has(sessionId),
      find: async (id) => personOf(id),
      findByName: async (name) => personOf(name.toLowerCase().replace('@example.com', '')),
      list: async () => list(),
    },
    isOpen: (path) => path === '/api/auth/open',
    owns: (path) => path.startsWith('/api/auth/'),
    handlerUnder: () => (_req, res) => void res.writeHead(200).end('signed in'),
    noteAudit: (entry) => void audit.push(entry),
    secret: randomUUID(),
    close: async () => undefined,
  };
}

function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
