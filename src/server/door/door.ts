import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from '../config.ts';
import type { Access } from './access.ts';
import { refuseForeignOrigin, refuseForgery } from './forgery.ts';
import { refuseOtherThanJson } from './json-only.ts';
import { refuseUnknownHost } from './known-host.ts';
import type { Refusal } from './refusal.ts';

/** All guards in the order in which they are asked. */
export interface Door {
  readonly refuseRequest: (req: IncomingMessage, path: string) => Refusal;
  /** The same for a WebSocket, on which every origin counts: browsers apply no CORS there. */
  readonly refuseUpgrade: (req: IncomingMessage, path: string) => Refusal;
}

export function createDoor(
  config: Pick<ServerConfig, 'allowedOrigins' | 'accessToken'>,
  access: Access,
): Door {
  const { allowedOrigins } = config;
  // With a secret a foreign name gains nothing: it has no cookie of ours.
  const refuseHost = (req: IncomingMessage): Refusal =>
    access.isRequired ? undefined : refuseUnknownHost(req, allowedOrigins);
  return {
    refuseRequest: (req, path) =>
      refuseHost(req) ??
      (isCall(path) ? refuseForeignOrigin : refuseForgery)(req, allowedOrigins) ??
      access.refuse(req, path) ??
      (isJsonPath(path) ? refuseOtherThanJson(req) : undefined),
    refuseUpgrade: (req, path) =>
      refuseHost(req) ?? refuseForeignOrigin(req, allowedOrigins) ?? access.refuse(req, path),
  };
}

/** A call may start work by any method: a dry run, a look into a file, a proxy. */
function isCall(path: string): boolean {
  return path === '/api/trpc' || path.startsWith('/api/trpc/');
}

/** Uploads carry bytes; everything else under `/api` that has a body carries JSON. */
function isJsonPath(path: string): boolean {
  return path.startsWith('/api/') && path !== '/api/upload' && !path.startsWith('/api/upload/');
}
