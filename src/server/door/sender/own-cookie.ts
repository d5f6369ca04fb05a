/**
 * A `Set-Cookie` header of the accounts, as this request's browser has to be told it: behind a proxy that speaks TLS this
 * server sees plain http, and what else lies on the same site is not sent the cookie.
 */
export function ownCookie(
  cookie: string,
  { isSecure, prefix }: { readonly isSecure: boolean; readonly prefix: string },
): string {
  const ours = cookie.replace(/; *path=\/(?=;|$)/i, `; Path=${prefix}/`);
  return isSecure && !/; *secure/i.test(ours) ? `${ours}; Secure` : ours;
}
