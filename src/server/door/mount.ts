import type { IncomingMessage } from 'node:http';
import type { ClientAddress } from './sender/client-address.ts';
import { pathPrefixOf, withoutPrefix } from './sender/path-prefix.ts';

/** Under which path the world sees this server: all of a site, or a part of one that a proxy has given it. */
export interface Mount {
  /**
   * Takes the prefix off the target of a request, where the proxy has left it there. To be called once for each request,
   * before anybody looks at its path.
   */
  readonly enter: (req: IncomingMessage) => void;
  /** What stands before every path in addresses that the sender of this request uses: empty, or `/cutroom`. */
  readonly prefixOf: (req: IncomingMessage) => string;
}

/** `basePath`: BASE_PATH, which holds where a trusted proxy does not say otherwise. */
export function createMount(basePath: string, address: ClientAddress): Mount {
  const prefixes = new WeakMap<IncomingMessage, string>();
  return {
    enter: (req) => {
      const prefix = pathPrefixOf(address.prefixes(req).join('')) ?? basePath;
      prefixes.set(req, prefix);
      req.url = withoutPrefix(req.url ?? '/', prefix);
    },
    prefixOf: (req) => prefixes.get(req) ?? basePath,
  };
}
