/**
 * A path that stands before all others (`/cutroom`, `/tools/cutroom`), without the slash that may end it; undefined where
 * the text is none. It is written into pages and headers as it is: nothing but letters, digits and `. _ ~ -`.
 */
export function pathPrefixOf(text: string): string | undefined {
  const path = text.replace(/\/$/, '');
  const isPath = /^(\/[A-Za-z0-9._~-]{1,100}){1,8}$/.test(path) && !/\/\.+(\/|$)/.test(path);
  return isPath && !ownNames.has(path.split('/', 2)[1] ?? '') ? path : undefined;
}

/** First parts of paths that this server has itself: with one of them before it no path would be unambiguous. */
const ownNames: ReadonlySet<string> = new Set(['api', '_next', 'login', 'logout']);

/** A path and its query as they are without that prefix; as they are where they do not begin with it. */
export function withoutPrefix(target: string, prefix: string): string {
  if (prefix === '' || !target.startsWith(prefix)) return target;
  const rest = target.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : target;
}
