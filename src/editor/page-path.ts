/** Stands before every path of a page: what `next.config.ts` has built in, and the server replaces. */
// eslint-disable-next-line no-restricted-properties -- not the environment: Next writes the value here as it builds
const basePath = process.env.CUTROOM_PAGES_UNDER ?? '';

/** The address of a path of this server: `/projects` may be `/cutroom/projects` for the browser. Next's router adds that by itself. */
export function pagePath(path: string): string {
  return `${basePath}${path}`;
}
