/** Where one Cutroom server is reached. */
export interface Endpoints {
  /** The folder everything lies under, with a slash at its end. */
  readonly root: string;
  /** Queries, mutations and event streams. */
  readonly http: string;
  readonly socket: string;
  /** Answers 200 whenever the server is alive. */
  readonly health: string;
}

/**
 * The addresses behind one base address: `http://host:3000`, a path under which a proxy serves Cutroom, or
 * the full `…/api/trpc`. Empty means the origin of the page.
 * @throws TypeError for anything that is not an HTTP address.
 */
export function endpointsOf(url: string): Endpoints {
  const trimmed = url.replace(/\/+$/, '').replace(/\/api\/trpc$/, '');
  const root = new URL(`${trimmed}/`, pageOrigin());
  if (root.protocol !== 'http:' && root.protocol !== 'https:') {
    throw new TypeError(`Cutroom's address must start with http:// or https://, not "${url}".`);
  }
  const http = new URL('api/trpc', root);
  const socket = new URL(http);
  socket.protocol = root.protocol === 'https:' ? 'wss:' : 'ws:';
  return { root: root.href, http: http.href, socket: socket.href, health: new URL('api/health', root).href };
}

/** While a page is rendered on its server nothing is fetched, so an origin that answers nobody will do. */
function pageOrigin(): string {
  return typeof location === 'undefined' ? 'http://localhost' : location.origin;
}
