import { join } from 'node:path';
import { createBodyBudget, type BodyBudget } from '../api/bodies/body-budget.ts';
import { createRestHandler } from '../api/rest/rest-handler.ts';
import type { Runtime } from '../api/runtime.ts';
import type { ServerConfig } from './config.ts';
import { createAccess, openAccess, type Access } from './door/access.ts';
import { createAddressCap } from './door/address-cap.ts';
import { createClientAddress, type ClientAddress } from './door/client-address.ts';
import { createCors } from './door/cors.ts';
import { createDoor, type Door } from './door/door.ts';
import { createLoginPage } from './door/login-page.ts';
import { openSessions } from './door/sessions.ts';
import { createSecurityHeaders } from './door/security-headers.ts';
import { createConnections } from './connections.ts';
import { withDrainGate } from './drain-gate.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createNextPages, type Pages } from './pages/next-pages.ts';
import { connectionsWithin, openFilesLimit } from './open-file-limit.ts';
import { createRequestListener } from './request-listener.ts';
import { createTrpcSockets, type TrpcSockets } from './sockets/trpc-sockets.ts';
import type { CloseableRuntime, ServerOptions } from './start-server.ts';
import { createErrorReport } from './trpc-errors.ts';
import { createTrpcRequests } from './trpc-requests.ts';
import type { Uploads } from '../uploads/open-uploads.ts';
import { createUpgradeListener } from './upgrade.ts';

export interface Foundation {
  readonly config: ServerConfig;
  readonly options: ServerOptions;
  readonly metrics: Metrics;
  readonly runtime: CloseableRuntime;
  readonly uploads: Uploads | undefined;
  readonly isDraining: () => boolean;
}

export interface ComposedServer {
  readonly http: HttpServer;
  readonly sockets: TrpcSockets;
  readonly pages: Pages | undefined;
}

/** Puts the parts of a server together; nothing listens yet. */
export async function composeServer(base: Foundation): Promise<ComposedServer> {
  const { config, options, metrics, isDraining } = base;
  const limits = { ...defaultLimits, ...options.limits };
  const runtime = withDrainGate(base.runtime, isDraining);
  const address = createClientAddress(config.trustedProxies);
  const access = accessOf(base, address);
  const door = createDoor(config, access);
  const onError = createErrorReport(options.log);
  const context = { runtime };
  const budget = createBodyBudget();
  const sockets = createTrpcSockets({ context, onError, onDropped: metrics.hooks.onSocketDropped });
  const pages = options.pages && (await createNextPages({ ...options.pages, ...config }));
  const onRequest = listenerOf(base, {
    door,
    access,
    address,
    limits,
    runtime,
    budget,
    trpc: createTrpcRequests({ context, limits, budget, onError }),
    login: access.isRequired ? createLoginPage(access) : undefined,
    pages: pages?.handle,
  });
  const onWebSocket = createUpgradeListener({
    door,
    access,
    address,
    sockets,
    isDraining,
    perAddress: createAddressCap(limits.socketsPerAddress),
    maxSockets: limits.sockets,
    toPages: pages?.upgrade,
  });
  metrics.observe({ ...config, countSockets: sockets.count, countExports: base.runtime.counts });
  return {
    http: createHttpServer({ onRequest, onWebSocket, connections: connectionsOf(limits, address) }),
    sockets,
    pages,
  };
}

function accessOf({ config, options }: Foundation, address: ClientAddress): Access {
  const { accessToken, mediaBasePath, allowedOrigins } = config;
  if (accessToken === undefined) return openAccess;
  const sessions = openSessions({
    accessToken,
    path: join(mediaBasePath, 'sessions.json'),
    onUnsaved: (error) =>
      options.log.warn({ err: error }, 'sessions could not be saved: a restart ends them'),
  });
  return createAccess({ accessToken, sessions, address, allowedOrigins });
}

function connectionsOf(limits: Limits, address: ClientAddress) {
  const most = Math.min(limits.connections, connectionsWithin(openFilesLimit()));
  const perAddress = createAddressCap(Math.min(limits.connectionsPerAddress, Math.ceil(most / 2)));
  return createConnections({ most, perAddress, address, firstRequestMs: limits.firstRequestMs });
}

interface ListenerParts extends Pick<
  Parameters<typeof createRequestListener>[0],
  'trpc' | 'login' | 'pages'
> {
  readonly door: Door;
  readonly access: Access;
  readonly address: ClientAddress;
  readonly limits: Limits;
  readonly budget: BodyBudget;
  /** Behind the drain gate. */
  readonly runtime: Runtime;
}

function listenerOf(
  { config, options, metrics, uploads }: Foundation,
  { limits, budget, runtime, ...handlers }: ListenerParts,
) {
  const { log } = options;
  return createRequestListener({
    ...handlers,
    log,
    uploads: uploads?.handle,
    perAddress: createAddressCap(limits.requestsPerAddress),
    securityHeaders: createSecurityHeaders(),
    cors: createCors(config.allowedOrigins),
    rest: createRestHandler({
      runtime,
      metrics,
      budget,
      maxConfigBytes: limits.bodyBytes,
      onUnexpected: (err, path) => log.error({ err, path }, 'route failed'),
    }),
  });
}
