import type { RunningAccounts } from '../door/access/running-accounts.ts';
import { createClientAddress } from '../door/sender/client-address.ts';
import type { Log } from '../log.ts';
import type { ServerConfig } from '../settings/config.ts';

/** Opens the accounts where the settings ask for them. Nothing of them is loaded before. */
export async function openServerAccounts(
  { accounts: settings, trustedProxies }: ServerConfig,
  log: Log,
): Promise<RunningAccounts | undefined> {
  if (settings === undefined) return undefined;
  const { openAccounts } = await import('../../accounts/open-accounts.ts');
  const { createSignInRoutes, isSignInPath } = await import('./sign-in-routes.ts');
  const accounts = await openAccounts(settings, (message, details) => log.warn(details, message));
  const { issuer } = settings.editor;
  return {
    people: accounts.people,
    own: accounts.own,
    desk: accounts.desk,
    isOpen: isSignInPath,
    owns: isSignInPath,
    handlerUnder: (mount) =>
      createSignInRoutes({
        ...{ accounts, mount },
        address: createClientAddress(trustedProxies),
        editorOrigin: issuer === undefined ? undefined : new URL(issuer).origin,
      }),
    noteAudit: accounts.noteAudit,
    secret: accounts.signingSecret,
    close: accounts.close,
  };
}
