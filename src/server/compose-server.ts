import { createBodyBudget, type BodyBudget } from '../api/bodies/body-budget.ts';
import { createRestHandler } from '../api/rest/rest-handler.ts';
import type { Runtime } from '../api/runtime.ts';
import type { ServerConfig } from './config.ts';
import { createAccess } from './door/access.ts';
import { createAddressCap } from './door/address-cap.ts';
import { createCors } from './door/cors.ts';
import { createDoor, type Door } from './door/door.ts';
import { createLoginPage } from './door/login-page.ts';
import { createSecurityHeaders } from './door/security-headers.ts';
import { withDrainGate } from './drain-gate.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createNextPages, type Pages } from './pages/next-pages.ts';
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
  const access = createAccess(config.accessToken);
  const door = createDoor(config, access);
  const onError = createErrorReport(options.log);
  const context = { runtime };
  const budget = createBodyBudget();
  const sockets = createTrpcSockets({ context, onError, onDropped: metrics.hooks.onSocketDropped });
  const pages = options.pages && (await createNextPages({ ...options.pages, ...config }));
  const onRequest = listenerOf(base, {
    door,
    limits,
    runtime,
    budget,
    trpc: createTrpcRequests({ context, limits, budget, onError }),
    login: access.isRequired ? createLoginPage(access) : undefined,
    pages: pages?.handle,
  });
  const onUpgrade = createUpgradeListener({
    door,
    sockets,
    isDraining,
    perAddress: createAddressCap(limits.socketsPerAddress),
    maxSockets: limits.sockets,
    toPages: pages?.upgrade,
  });
  metrics.observe({ ...config, countSockets: sockets.count, countExports: base.runtime.counts });
  return { http: createHttpServer(onRequest, onUpgrade), sockets, pages };
}

interface ListenerParts extends Pick<
  Parameters<typeof createRequestListener>[0],
  'trpc' | 'login' | 'pages'
> {
  readonly door: Door;
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
