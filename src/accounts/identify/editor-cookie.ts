import { cookiesIn } from '../../shared/request-credentials.ts';

/** Of a `Cookie` header, the cookies whose names begin with `prefix`, whatever a browser demanded of them. */
export function cookiesWithPrefix(header: string, prefix: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, value } of cookiesIn(header)) {
    const bare = name.replace(/^__(?:Secure|Host)-/, '');
    if (bare.startsWith(`${prefix}.`)) found.set(name, value);
  }
  return found;
}

/** Whether there is a session among them, and not only what else a sign-in leaves behind. */
export function hasSession(cookies: ReadonlyMap<string, string>): boolean {
  return [...cookies.keys()].some((name) => name.endsWith('.session_token'));
}

export function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
