import { rolesOfPeople } from '../people/roles.ts';
import { passwordSignIn } from './password-sign-in.ts';
import { providerSignIn } from './provider-sign-in.ts';
import type { SignInPorts } from './sign-in-ports.ts';
import { headersOf } from './visitor.ts';
import type { SignInDesk } from './sign-in-forms.ts';

export function createSignInDesk(ports: SignInPorts): SignInDesk {
  const { auth, database, settings, forget } = ports;
  return {
    hasPasswords: settings.hasPasswords,
    providerName: settings.oidc?.name,
    sendsMail: settings.smtp !== undefined && settings.hasPasswords,
    isNew: () => rolesOfPeople(database).isNobodyHere(),
    ...passwordSignIn(ports),
    ...providerSignIn(ports),
    signOut: async (visitor) => {
      const answer = await auth.api.signOut({ headers: headersOf(visitor), asResponse: true });
      forget();
      return answer.headers.getSetCookie();
    },
  };
}
