import type { OwnAccount, OwnAccountPort } from '../contract/account.ts';

/** One account's own part of the accounts. `idOf` says whose, each time: it may only be known later. */
export function ownAccountOf(own: OwnAccount, idOf: () => string): OwnAccountPort {
  return {
    profile: () => own.profile(idOf()),
    sessions: () => own.sessions(idOf()),
    endSession: (id) => own.endSession(idOf(), id),
    keys: () => own.keys(idOf()),
    createKey: (wish) => own.createKey(idOf(), wish),
    removeKey: (id) => own.removeKey(idOf(), id),
    changePassword: (change) => own.changePassword(idOf(), change),
    socketToken: (sessionId) => own.socketToken(idOf(), sessionId),
  };
}
