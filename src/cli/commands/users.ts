import type { Accounts } from '../../accounts/open-accounts.ts';
import type { PasswordLink } from '../../contract/account.ts';
import type { Person } from '../../contract/principal.ts';
import { ProblemError } from '../../contract/problems.ts';
import { writeLine } from '../terminal.ts';
import { peopleText } from '../words/people-text.ts';
import type { CommandContext } from '../wiring.ts';

export interface UsersOptions {
  readonly json?: true;
  readonly name?: string;
  readonly administrator?: true;
}

/** What `cutroom users` can do, and a sentence of help for each. */
export const usersActions = {
  list: 'list the accounts',
  add: 'make an account; the link that is printed lets its person choose a password',
  disable: 'end every session of an account and let nobody in by it any more',
  enable: 'let a disabled account in again',
  'reset-password': 'print a link by which the person chooses another password',
  'make-administrator': 'make an account an administrator',
} as const;

export type UsersAction = keyof typeof usersActions;

interface Order {
  readonly accounts: Accounts;
  readonly email: string;
  readonly options: UsersOptions;
}

/** `cutroom users ACTION EMAIL`: for whoever has the machine; the server may run meanwhile. */
export async function usersCommand(
  { action, email = '' }: { readonly action: UsersAction; readonly email?: string },
  options: UsersOptions,
  { wiring, terminal }: CommandContext,
): Promise<number> {
  const { accounts, publicUrl, basePath } = await wiring.openAccounts();
  try {
    if (action === 'list') {
      const people = await accounts.desk.list();
      writeLine(terminal.out, options.json ? JSON.stringify(people) : peopleText(people));
      return 0;
    }
    const { link: made, ...done } = await doings[action]({ accounts, email, options });
    const about = { id: done.id, email, by: 'command line' };
    accounts.noteAudit({ event: `account.${action}`, principal: undefined, address: undefined, about });
    const link = made && `${publicUrl ?? basePath}${made.path}`;
    if (options.json) writeLine(terminal.out, JSON.stringify({ ...done, ...(link && { link }) }));
    else {
      writeLine(terminal.out, done.message);
      if (made && link)
        writeLine(terminal.out, linkText(link, { days: made.days, isWhole: publicUrl !== undefined }));
    }
    return 0;
  } finally {
    await accounts.close();
  }
}

interface Done {
  readonly id: string;
  readonly message: string;
  readonly link?: PasswordLink;
}

const doings: Record<Exclude<UsersAction, 'list'>, (order: Order) => Promise<Done>> = {
  add: async ({ accounts, email, options }) => {
    const role = options.administrator ? 'administrator' : 'user';
    const { id, ...link } = await accounts.desk.add({ email, name: options.name ?? '', role });
    return { id, link, message: `${email} has an account.` };
  },
  disable: async (order) => {
    const { id } = await personOf(order);
    await order.accounts.desk.disable(id);
    return { id, message: `${order.email} is disabled; sessions and keys end within seconds.` };
  },
  enable: async (order) => {
    const { id } = await personOf(order);
    await order.accounts.desk.enable(id);
    return { id, message: `${order.email} may sign in again.` };
  },
  'reset-password': async (order) => {
    const { id } = await personOf(order);
    const link = await order.accounts.desk.resetPassword(id);
    return { id, link, message: `${order.email} may choose another password.` };
  },
  'make-administrator': async (order) => {
    const { id } = await personOf(order);
    await order.accounts.desk.setAdministrator(id, true);
    return { id, message: `${order.email} is an administrator.` };
  },
};

async function personOf({ accounts, email }: Order): Promise<Person> {
  const found = await accounts.people.findByName(email);
  if (found) return found;
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: `${email} has no account here.`,
    hint: '`cutroom users list` shows all of them.',
  });
}

function linkText(
  link: string,
  { days, isWhole }: { readonly days: number; readonly isWhole: boolean },
): string {
  const within = days === 1 ? 'within a day' : `within ${days} days`;
  const where = isWhole ? `W${within.slice(1)}` : `Behind the server's address, ${within}`;
  return `${where}, to choose a password: ${link}`;
}
