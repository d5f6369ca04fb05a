import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRestHandler } from '../api/rest/rest-handler.ts';
import type { Runtime } from '../api/runtime.ts';
import type { ExportState } from '../contract/status.ts';
import type { JobNotice } from '../jobs/notice.ts';
import type { ServerConfig } from './config.ts';
import { createAccess } from './door/access.ts';
import { createAddressCap } from './door/address-cap.ts';
import { createCors } from './door/cors.ts';
import { createDoor, type Door } from './door/door.ts';
import { createLoginPage } from './door/login-page.ts';
import { createSecurityHeaders } from './door/security-headers.ts';
import { withDrainGate } from './drain-gate.ts';
import { drain } from './drain.ts';
import { createHttpServer } from './http-server.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Log } from './log.ts';
import { noteExports } from './metrics/note-exports.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createNextPages, type Pages } from './pages/next-pages.ts';
import { createRequestListener } from './request-listener.ts';
import { createTrpcSockets, type TrpcSockets } from './sockets/trpc-sockets.ts';
import { createErrorReport } from './trpc-errors.ts';
import { createTrpcRequests } from './trpc-requests.ts';
import { createUpgradeListener } from './upgrade.ts';

export type CloseReason = 'shutdown' | 'crash';

export interface CloseableRuntime extends Runtime {
  /** Stops all work; settles when no child is left and every state is on disk. */
  readonly close: (reason: CloseReason) => Promise<void>;
  readonly counts: () => Readonly<Record<ExportState, number>>;
}

/** What the parts of a runtime tell the server while they work. None of them may throw. */
export interface RuntimeHooks {
  /** To be given to `createExports` as `notify`. */
  readonly onNotice: (notice: JobNotice) => void;
  /** A child ended: `exited`, `signaled`, `spawn-failed`, or what it was stopped for (`stall`, `cancel`, …). */
  readonly onChildEnded: (cause: string) => void;
  readonly log: Log;
}

export interface ServerOptions {
  readonly buildRuntime: (config: ServerConfig, hooks: RuntimeHooks) => Promise<CloseableRuntime>;
  readonly log: Log;
  /** Where Next finds its pages; a server without them starts in milliseconds. */
  readonly pages?: { readonly isDev: boolean; readonly folder: string };
  /** Whoever answers `/api/upload`; bodies reach it unread. */
  readonly uploads?: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  /** With the port that was given, for port 0. */
  readonly url: string;
  /** Ends the server as `drain` says. Further calls answer with the first. */
  readonly close: (reason: CloseReason) => Promise<void>;
}

/** What every part of a server in the making stands on. */
interface Foundation {
  readonly config: ServerConfig;
  readonly options: ServerOptions;
  readonly limits: Limits;
  readonly runtime: Runtime;
  readonly metrics: Metrics;
  readonly door: Door;
  readonly isDraining: () => boolean;
}

/** Builds and starts the one server: API, sockets and pages on one port. */
export async function startServer(config: ServerConfig, options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const metrics = createMetrics();
  const built = await options.buildRuntime(config, {
    onNotice: noteExports(log, metrics.hooks),
    onChildEnded: metrics.hooks.onChildEnded,
    log,
  });
  let closing: Promise<void> | undefined;
  const isDraining = (): boolean => closing !== undefined;
  const runtime = withDrainGate(built, isDraining);
  const access = createAccess(config.accessToken);
  const door = createDoor(config, access);
  const limits = { ...defaultLimits, ...options.limits };
  const base: Foundation = { config, options, limits, runtime, metrics, door, isDraining };

  const context = { runtime };
  const onError = createErrorReport(log);
  const sockets = createTrpcSockets({ context, onError, onDropped: metrics.hooks.onSocketDropped });
  const pages = options.pages && (await createNextPages({ ...options.pages, ...config }));
  const trpc = createTrpcRequests({ context, limits, onError });
  const login = access.isRequired ? createLoginPage(access) : undefined;
  const http = createHttpServer(
    listenerOf(base, { trpc, login, pages: pages?.handle }),
    upgradesOf(base, { sockets, pages }),
  );

  metrics.observe({ ...config, countSockets: sockets.count, countExports: built.counts });
  const port = await http.listen(config.port, config.host);
  const url = `http://${urlHostOf(config.host)}:${port}`;
  await pages?.warmUp(url);
  return {
    url,
    close: (reason) => {
      closing ??= drain({ stopWork: () => built.close(reason), sockets, http, pages, log }).finally(
        metrics.close,
      );
      return closing;
    },
  };
}

type Handlers = Pick<Parameters<typeof createRequestListener>[0], 'trpc' | 'login' | 'pages'>;

function listenerOf({ config, options, limits, runtime, metrics, door }: Foundation, handlers: Handlers) {
  const { log, uploads } = options;
  return createRequestListener({
    ...handlers,
    door,
    log,
    uploads,
    perAddress: createAddressCap(limits.requestsPerAddress),
    securityHeaders: createSecurityHeaders(),
    cors: createCors(config.allowedOrigins),
    rest: createRestHandler({
      runtime,
      metrics,
      maxBodyBytes: limits.bodyBytes,
      onUnexpected: (err, path) => log.error({ err, path }, 'route failed'),
    }),
  });
}

function upgradesOf(
  { limits, door, isDraining }: Foundation,
  { sockets, pages }: { readonly sockets: TrpcSockets; readonly pages: Pages | undefined },
) {
  return createUpgradeListener({
    door,
    sockets,
    isDraining,
    perAddress: createAddressCap(limits.socketsPerAddress),
    maxSockets: limits.sockets,
    toPages: pages?.upgrade,
  });
}

/** A host that a browser on this machine can open. */
function urlHostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
