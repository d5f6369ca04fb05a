import { ProblemError } from '../../contract/problems.ts';
import { createFirstAdministrator, requireGoodPassword } from '../people/create-person.ts';
import type { SignInDesk } from './sign-in-forms.ts';
import { noteVisit, type SignInPorts } from './sign-in-ports.ts';
import { headersOf } from './visitor.ts';
import { countWrongPasswords } from './wrong-passwords.ts';

const signInFailed = {
  code: 'UNAUTHORIZED',
  message: 'That e-mail address and password do not belong together.',
} as const;

type ByPassword = Pick<SignInDesk, 'createAdministrator' | 'withPassword' | 'askForReset' | 'choosePassword'>;

/** Signing in by an e-mail address and a password, and how one gets a password. */
export function passwordSignIn(ports: SignInPorts): ByPassword {
  const { auth, database, forget } = ports;
  const asks = countWrongPasswords();
  const withPassword = passwordCheck(ports);
  return {
    withPassword,
    createAdministrator: async ({ name, ...form }, visitor) => {
      await createFirstAdministrator(auth, database, { ...form, name });
      noteVisit(ports, visitor, { event: 'account.first', about: { email: form.email } });
      return withPassword(form, visitor);
    },
    askForReset: async (email, visitor) => {
      await asks.take({ email, address: visitor.address });
      noteVisit(ports, visitor, { event: 'password.reset-asked', about: { email: email.slice(0, 320) } });
      await auth.api.requestPasswordReset({ body: { email } }).catch(() => undefined);
    },
    choosePassword: async ({ token, password }, visitor) => {
      requireGoodPassword(password);
      await auth.api
        .resetPassword({ body: { token, newPassword: password } })
        .catch((cause: unknown) => Promise.reject(linkSpent(cause)));
      forget();
      noteVisit(ports, visitor, { event: 'password.chosen', about: {} });
    },
  };
}

function passwordCheck(ports: SignInPorts): SignInDesk['withPassword'] {
  const wrong = countWrongPasswords();
  return async (form, visitor) => {
    const attempt = { email: form.email, address: visitor.address };
    await wrong.take(attempt);
    const answer = await ports.auth.api
      .signInEmail({ body: { ...form, rememberMe: true }, headers: headersOf(visitor), asResponse: true })
      .catch(() => undefined);
    if (answer?.ok !== true) {
      noteVisit(ports, visitor, { event: 'sign-in.failed', about: { email: form.email.slice(0, 320) } });
      throw new ProblemError(signInFailed);
    }
    await wrong.forgive(attempt);
    noteVisit(ports, visitor, { event: 'sign-in.password', about: { email: form.email } });
    return answer.headers.getSetCookie();
  };
}

function linkSpent(cause: unknown): ProblemError {
  const message = 'This link has been used, or is too old.';
  return new ProblemError({ code: 'INVALID_REQUEST', message, hint: 'Ask for another one.' }, { cause });
}
