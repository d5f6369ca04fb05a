import { escapeHtml } from '../../shared/escape-html.ts';

/** A page's title and what stands below it, as HTML. */
export interface PageBody {
  readonly title: string;
  readonly content: string;
}

export interface SignInOffer {
  readonly hasPasswords: boolean;
  readonly providerName: string | undefined;
  readonly sendsMail: boolean;
  /** Of the editor that people may be signed in at already. */
  readonly editorOrigin: string | undefined;
}

/** What stands before every path of this server in a page. */
export interface PagePlace {
  readonly prefix: string;
}

export interface FormState extends PagePlace {
  /** Where the person wanted to go; a path of this server. */
  readonly next: string;
  readonly email?: string;
  readonly complaint?: string | undefined;
}

export function signInPage(offer: SignInOffer, { prefix, next, email = '', complaint }: FormState): PageBody {
  const query = `?next=${encodeURIComponent(next)}`;
  const form = `<form method="post" action="${prefix}/login${query}">
  ${emailField(email)}
  ${passwordField('current-password')}
  <button>Sign in</button>
  ${offer.sendsMail ? `<p class="hint"><a href="${prefix}/login/forgot">Forgot your password?</a></p>` : ''}
</form>`;
  const others = [
    offer.providerName &&
      `<a class="button" href="${prefix}/login/provider${query}">Sign in with ${escapeHtml(offer.providerName)}</a>`,
    offer.editorOrigin &&
      `<a class="button" href="${escapeHtml(offer.editorOrigin)}">Sign in at ${escapeHtml(new URL(offer.editorOrigin).host)}</a>`,
  ].filter((link) => link !== undefined);
  const or = offer.hasPasswords && others.length > 0 ? '<p class="or">or</p>' : '';
  const links = others.length > 0 ? `<div class="actions">${others.join('\n')}</div>` : '';
  return { title: 'Sign in', content: `${alertOf(complaint)}${offer.hasPasswords ? form : ''}${or}${links}` };
}

export function firstVisitPage({ prefix, email = '', complaint }: Omit<FormState, 'next'>): PageBody {
  return {
    title: 'Welcome',
    content: `${alertOf(complaint)}<p>Nobody has an account on this server yet. This one will be its administrator.</p>
<form method="post" action="${prefix}/login/first">
  <label>Name<input name="name" autocomplete="name" maxlength="100"></label>
  ${emailField(email)}
  ${passwordField('new-password')}
  <p class="hint" id="rule">At least 10 characters.</p>
  <button>Create the administrator's account</button>
</form>`,
  };
}

export function choosePasswordPage({
  prefix,
  token,
  complaint,
}: Omit<FormState, 'next'> & { readonly token: string }): PageBody {
  return {
    title: 'Choose a password',
    content: `${alertOf(complaint)}<form method="post" action="${prefix}/login/password">
  <input type="hidden" name="token" value="${escapeHtml(token)}">
  ${passwordField('new-password')}
  <p class="hint" id="rule">At least 10 characters. Other browsers are signed out.</p>
  <button>Keep this password</button>
</form>`,
  };
}

export function forgotPage({
  prefix,
  isSent,
  complaint,
}: Omit<FormState, 'next'> & { readonly isSent: boolean }): PageBody {
  const back = `<p class="hint"><a href="${prefix}/login">Back to signing in</a></p>`;
  const content = isSent
    ? `<p role="status">If that address has an account, a mail with a link is on its way.</p>${back}`
    : `${alertOf(complaint)}<form method="post" action="${prefix}/login/forgot">
  ${emailField('')}
  <button>Send me a link</button>
  ${back}
</form>`;
  return { title: 'Forgot your password?', content };
}

export function signedInPage({ prefix, name }: PagePlace & { readonly name: string }): PageBody {
  return {
    title: 'You are signed in',
    content: `<p>As ${escapeHtml(name)}. <a href="${prefix}/">Go on</a></p><form method="post" action="${prefix}/logout"><button>Sign out</button></form>`,
  };
}

/** What the provider's answer comes down to. better-auth's own words, and those of `oidc.ts`. */
export function providerComplaint(error: string): string {
  if (error === 'not_allowed') return 'Your account there may not use this server. Ask its administrator.';
  if (error === 'account_not_linked')
    return 'An account with that address is here already, and the provider has not verified the address.';
  return 'That sign-in did not succeed. Try it again.';
}

function emailField(value: string): string {
  const focus = value === '' ? ' autofocus' : '';
  return `<label>E-mail address<input name="email" type="email" autocomplete="username" required maxlength="254" value="${escapeHtml(value)}"${focus}></label>`;
}

function passwordField(kind: 'current-password' | 'new-password'): string {
  const rule = kind === 'new-password' ? ' minlength="10" maxlength="128" aria-describedby="rule"' : '';
  return `<label>Password<input name="password" type="password" autocomplete="${kind}" required${rule}></label>`;
}

function alertOf(complaint: string | undefined): string {
  return complaint === undefined ? '' : `<p role="alert">${escapeHtml(complaint)}</p>`;
}
