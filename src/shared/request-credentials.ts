/** The key or token of an `Authorization: Bearer …` header; undefined for any other. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/** More than that no browser sends for one site. */
const maxCookies = 100;

/**
 * The cookies of a `Cookie` header, in their order, values as they came. One name may be there more than once: another
 * site of the same domain can put a cookie of its own before ours.
 */
export function cookiesIn(
  header: string | undefined,
): readonly { readonly name: string; readonly value: string }[] {
  return (header ?? '').split(';', maxCookies).flatMap((pair) => {
    const [name = '', ...value] = pair.trim().split('=');
    return name === '' || value.length === 0 ? [] : [{ name, value: value.join('=') }];
  });
}
