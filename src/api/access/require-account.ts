import { ProblemError } from '../../contract/problems.ts';
import type { AccountPort, Runtime } from '../runtime.ts';

/** What only a server with accounts has; throws `NOT_FOUND` elsewhere. */
export function requireAccount({ account }: Pick<Runtime, 'account'>): AccountPort {
  if (account) return account;
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: 'This server has no accounts: everything on it belongs to whoever can reach it.',
    hint: 'Set ACCOUNTS=on where it runs.',
  });
}
