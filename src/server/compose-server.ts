import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCallerLines, type TakeTurn } from '../api/access/caller-lines.ts';
import { createBodyBudget, type BodyBudget } from '../api/bodies/body-budget.ts';
import { splitOwnedId } from '../contract/owned-name.ts';
import { DownloadCoverage } from '../api/rest/exports/download-coverage.ts';
import { createRestHandler } from '../api/rest/rest-handler.ts';
import type { ServerConfig } from './settings/config.ts';
import { openOutputFiles } from './objects/stored-outputs.ts';
import type { Access } from './door/access/access.ts';
import { openAccess } from './door/access/open-access.ts';
import { createAddressCap } from './door/sender/address-cap.ts';
import { createClientAddress, type ClientAddress } from './door/sender/client-address.ts';
import { createCors } from './door/sender/cors.ts';
import { createDoor, type Door } from './door/door.ts';
import { createMount, type Mount } from './door/mount.ts';
import { createSecurityHeaders } from './door/security-headers.ts';
import { createConnections } from './http/connections.ts';
import { withDrainGate } from './runtime/drain-gate.ts';
import { createHttpServer, type HttpServer } from './http/http-server.ts';
import { defaultLimits, type Limits } from './http/limits.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createNextPages, type Pages } from './pages/next-pages.ts';
import { connectionsWithin, openFilesLimit } from './http/open-file-limit.ts';
import { createRequestListener } from './http/request-listener.ts';
import { createTrpcSockets, type TrpcSockets } from './sockets/trpc-sockets.ts';
import type { RunningAccounts } from './door/access/running-accounts.ts';
import type { ServerOptions } from './server-options.ts';
import type { CloseableRuntime } from './runtime/runtime-types.ts';
import { createErrorReport } from './http/trpc-errors.ts';
import { createTrpcRequests } from './http/trpc-requests.ts';
import type { OwnedUploads } from './runtime/owners/owned-uploads.ts';
import { createUploadRequests } from './http/upload-requests.ts';
import { createUpgradeListener } from './http/upgrade.ts';

export interface Foundation {
  readonly config: ServerConfig;
  readonly options: ServerOptions;
  readonly metrics: Metrics;
  readonly runtime: CloseableRuntime;
  readonly uploads: OwnedUploads | undefined;
  /** Undefined where nobody is told apart. */
  readonly accounts: RunningAccounts | undefined;
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
  const mount = createMount(config.basePath, address);
  const standing = { runtime, owned: base.runtime.owned, address, mount };
  const { access, login } = openAccess({ ...base, limits }, standing);
  const door = createDoor(config, access);
  const onError = createErrorReport(options.log);
  const budget = createBodyBudget();
  const lines = createCallerLines(limits);
  const turnsOf = (req: IncomingMessage) => lines.of(address.of(req));
  const sockets = createTrpcSockets({
    ...{ access, turnsOf, onError, onDropped: metrics.hooks.onSocketDropped },
  });
  const { uploadOrigin } = base.runtime;
  const pages = options.pages && (await createNextPages({ ...options.pages, ...config, uploadOrigin }));
  const onRequest = listenerOf(base, {
    ...{ door, mount, access, address, limits, budget, turnsOf },
    trpc: createTrpcRequests({
      ...{ senderOf: access.senderOf, checkConfig: runtime.checkConfig },
      ...{ turnsOf, limits, budget, onError },
    }),
    login,
    pages: pages && handlerOfPages(pages, { access, mount, hasAccounts: base.accounts !== undefined }),
  });
  const onWebSocket = createUpgradeListener({
    door,
    mount,
    access,
    address,
    sockets,
    isDraining,
    perAddress: createAddressCap(limits.socketsPerAddress),
    maxSockets: limits.sockets,
    toPages: pages?.upgrade,
  });
  observe(base, sockets);
  return {
    http: createHttpServer({ onRequest, onWebSocket, connections: connectionsOf(limits, address) }),
    sockets,
    pages,
  };
}

function observe({ config, metrics, runtime }: Foundation, { count: countSockets }: TrpcSockets): void {
  const { counts: countExports, waitingWork } = runtime;
  metrics.observe({ ...config, countSockets, countExports, waitingWork });
}

/** Pages are told whom they are for. */
function handlerOfPages(
  pages: Pages,
  {
    access,
    mount,
    hasAccounts,
  }: { readonly access: Access; readonly mount: Mount; readonly hasAccounts: boolean },
) {
  return (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { name, isAdministrator } = access.senderOf(req).principal;
    const caller = { hasAccounts, isAdministrator, name };
    return pages.handle(req, res, { prefix: mount.prefixOf(req), caller });
  };
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
  readonly mount: Mount;
  readonly access: Access;
  readonly address: ClientAddress;
  readonly limits: Limits;
  readonly budget: BodyBudget;
  readonly turnsOf: (req: IncomingMessage) => TakeTurn;
}

function listenerOf(
  { config, options, metrics, uploads, accounts, runtime }: Foundation,
  { limits, budget, turnsOf, ...handlers }: ListenerParts,
) {
  const { log } = options;
  return createRequestListener({
    ...handlers,
    log,
    uploads: uploads && createUploadRequests(uploads, handlers),
    accounts,
    perAddress: createAddressCap(limits.requestsPerAddress),
    securityHeaders: createSecurityHeaders(),
    cors: createCors(config.allowedOrigins),
    rest: createRestHandler({
      senderOf: handlers.access.senderOf,
      metrics,
      budget,
      turnsOf,
      refuseOrigin: handlers.door.refuseOrigin,
      downloads: new DownloadCoverage(),
      outputFiles: runtime.outputFiles ?? openOutputFiles(undefined, false),
      makePoster: runtime.makePoster,
      onDownloaded: (jobId, runtime) => {
        // Only its owner's download counts: somebody else's export has a whole name.
        if (!config.deletesAfterDownload || splitOwnedId(jobId).name !== jobId) return;
        log.info({ jobId }, 'downloaded whole, and removed as DELETE_AFTER_DOWNLOAD says');
        runtime.exports
          .remove(jobId)
          .catch((err: unknown) => log.error({ err, jobId }, 'an export could not be removed'));
      },
      maxConfigBytes: limits.bodyBytes,
      onUnexpected: (err, path) => log.error({ err, path }, 'route failed'),
    }),
  });
}
