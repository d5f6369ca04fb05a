import { everyScope, scopes, type Caller, type Principal, type Scope } from '../../contract/principal.ts';

/** What the accounts know of somebody who has shown something that holds. */
export interface Identity {
  readonly user: AccountUser;
  readonly scopes: ReadonlySet<Scope>;
  /** `session:…`, `key:…`, `editor:…`, `jwt:…`. */
  readonly sessionId: string;
  readonly isAmbient: boolean;
  /** The way back to the same answer, or to undefined once it holds no more; never from memory. */
  readonly again: () => Promise<Identity | undefined>;
  /** See `Caller.prolong`. */
  readonly prolong?: Caller['prolong'];
}

export interface AccountUser {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly isDisabled: boolean;
}

export function callerOf({ user, scopes, sessionId, isAmbient, again, prolong }: Identity): Caller {
  return {
    principal: principalOf(user, { scopes, isPerson: !sessionId.startsWith('key:') }),
    isAmbient,
    sessionId,
    prolong,
    isStillIn: async () => {
      const now = await again();
      // A role that was taken away ends what was begun with it.
      return now !== undefined && now.user.role === user.role;
    },
  };
}

function principalOf(
  { id, email, role }: AccountUser,
  may: Pick<Principal, 'scopes' | 'isPerson'>,
): Principal {
  return { id, name: email, isAdministrator: role === 'administrator', ...may };
}

/** A person who has signed in may do everything that the account may. */
export const personScopes = everyScope;

/** Under this name better-auth keeps what a key may do. */
export const scopesPermission = 'cutroom';

export function scopesIn(permissions: unknown): ReadonlySet<Scope> {
  const listed: unknown =
    typeof permissions === 'object' && permissions !== null && scopesPermission in permissions
      ? permissions[scopesPermission]
      : [];
  return new Set(scopes.filter((scope) => Array.isArray(listed) && listed.includes(scope)));
}
