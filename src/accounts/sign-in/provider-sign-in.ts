import { ProblemError } from '../../contract/problems.ts';
import { authOriginOf } from '../auth/auth-options.ts';
import { oidcProviderId, providerCallbackPath } from '../auth/oidc.ts';
import type { Departure, SignInDesk } from './sign-in-forms.ts';
import { noteVisit, type SignInPorts } from './sign-in-ports.ts';
import { headersOf } from './visitor.ts';

/** Signing in at an OIDC provider. */
export function providerSignIn(ports: SignInPorts): Pick<SignInDesk, 'toProvider' | 'fromProvider'> {
  const { auth, settings } = ports;
  return {
    toProvider: async (next, visitor) => {
      const answer = await auth.api.signInSocial({
        body: { provider: oidcProviderId, callbackURL: next, errorCallbackURL: '/login' },
        headers: headersOf(visitor),
        asResponse: true,
      });
      return departure(answer, ((await answer.json()) as { readonly url?: string }).url);
    },
    fromProvider: async (search, visitor) => {
      const url = `${authOriginOf(settings)}${providerCallbackPath}${search}`;
      const answer = await auth.handler(new Request(url, { headers: headersOf(visitor) }));
      const isIn = answer.headers.getSetCookie().some((cookie) => /session_token=[^;]/.test(cookie));
      const about = { provider: settings.oidc?.issuer ?? '' };
      noteVisit(ports, visitor, { event: isIn ? 'sign-in.oidc' : 'sign-in.failed', about });
      return departure(answer, answer.headers.get('location') ?? '/login?error=failed');
    },
  };
}

function departure(answer: Response, location: string | undefined): Departure {
  if (location === undefined)
    throw new ProblemError({ code: 'NOT_READY', message: 'The provider of sign-ins cannot be reached.' });
  return { location, cookies: answer.headers.getSetCookie() };
}
