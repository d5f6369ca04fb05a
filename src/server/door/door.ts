import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from '../settings/config.ts';
import type { Access } from './access/access.ts';
import { refuseForeignOrigin, refuseForgery } from './sender/forgery.ts';
import { refuseOtherThanJson } from './json-only.ts';
import { refuseUnknownHost } from './sender/known-host.ts';
import type { Refusal } from './refusal.ts';
import { whenKnown } from './access/when-known.ts';

/** All guards in the order in which they are asked. */
export interface Door {
  readonly refuseRequest: (req: IncomingMessage, path: string) => Refusal | Promise<Refusal>;
  /** The same for a WebSocket, on which every origin counts: browsers apply no CORS there. */
  readonly refuseUpgrade: (req: IncomingMessage, path: string) => Refusal | Promise<Refusal>;
  /** Why calls from where this request comes from are refused, whoever sends them. */
  readonly refuseOrigin: (req: IncomingMessage) => Refusal;
}

export function createDoor(
  config: Pick<ServerConfig, 'allowedOrigins' | 'accessToken'>,
  access: Access,
): Door {
  const { allowedOrigins } = config;
  // With a secret a foreign name gains nothing: it has no cookie of ours.
  const refuseHost = (req: IncomingMessage): Refusal =>
    access.isRequired ? undefined : refuseUnknownHost(req, allowedOrigins);
  const refuseOrigin = (req: IncomingMessage): Refusal =>
    refuseHost(req) ?? refuseForeignOrigin(req, allowedOrigins);
  return {
    refuseOrigin,
    refuseRequest: (req, path) =>
      (path === healthPath ? undefined : refuseHost(req)) ??
      (isCall(path) ? refuseForeignOrigin : refuseForgery)(req, allowedOrigins) ??
      whenKnown(
        access.refuse(req, path),
        (refusal) => refusal ?? (isJsonPath(path) ? refuseOtherThanJson(req) : undefined),
      ),
    refuseUpgrade: (req, path) => refuseOrigin(req) ?? access.refuse(req, path),
  };
}

/** Tells pages of every origin and under every name that they are not welcome, and nothing else. */
const healthPath = '/api/health';

/** A call may start work by any method: a dry run, a look into a file, a proxy. */
function isCall(path: string): boolean {
  return path === '/api/trpc' || path.startsWith('/api/trpc/');
}

/** Uploads carry bytes; everything else under `/api` that has a body carries JSON. */
function isJsonPath(path: string): boolean {
  return path.startsWith('/api/') && path !== '/api/upload' && !path.startsWith('/api/upload/');
}
