import type { IncomingMessage } from 'node:http';

/**
 * The request's URL with a made-up origin; undefined where target or Host cannot be read. Parsing is done
 * here once and defensively: tRPC's own upgrade path throws on `Host: [` and takes the process with it.
 */
export function targetOf(req: IncomingMessage): URL | undefined {
  const { url = '', headers } = req;
  if (headers.host !== undefined && hostNameOf(headers.host) === undefined) return undefined;
  if (!url.startsWith('/')) return url === '*' ? new URL('http://server/') : undefined;
  try {
    return new URL(`http://server${url}`);
  } catch {
    return undefined;
  }
}

/** The name in a Host header, without the port, in lower case; undefined where it is not one. */
export function hostNameOf(host: string): string | undefined {
  if (!/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(host)) return undefined;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return undefined;
  }
}
