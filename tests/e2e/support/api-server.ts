import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { ApiContext } from '../../../src/api/context.ts';
import { appRouter } from '../../../src/api/router.ts';
import { soleAdministrator } from '../../../src/contract/principal.ts';
import type { Runtime } from '../../../src/api/runtime.ts';
import { GuardedSocket } from '../../../src/server/sockets/guarded-socket.ts';

export interface ApiServer {
  readonly url: string;
  readonly server: Server;
  /** Upgrades that arrived, refused ones included. */
  readonly upgrades: () => number;
  /** From now on: answer upgrades as usual, refuse them, or leave them hanging. */
  upgradeMode: 'accept' | 'refuse' | 'hang';
  /** Ends every connection at once, as a network does. The server goes on listening. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

const caller = { principal: soleAdministrator, arrival: { sessionId: undefined, address: undefined } };
const takeTurn: ApiContext['takeTurn'] = (work) => work();

export interface ApiServerOptions {
  readonly port?: number;
  /** What the API does not answer. */
  readonly fallback?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onOtherUpgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** The API over real sockets on a free port of 127.0.0.1, and the faults a network can have. */
export async function startApiServer(runtime: Runtime, options: ApiServerOptions = {}): Promise<ApiServer> {
  const trpc = createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    allowMethodOverride: true,
    createContext: (): ApiContext => ({ ...caller, runtime, socket: undefined, takeTurn }),
  });
  const sockets = new Set<Socket>();
  let upgrades = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/api/trpc')) void trpc(request, response);
    else if (path === '/api/health') response.writeHead(200).end('{"status":"alive"}');
    else if (options.fallback) options.fallback(request, response);
    else response.writeHead(404).end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  const wss = new WebSocketServer({
    noServer: true,
    WebSocket: GuardedSocket,
    perMessageDeflate: false,
    allowSynchronousEvents: false,
  });
  applyWSSHandler({
    wss,
    router: appRouter,
    createContext: ({ res }): ApiContext => ({
      ...{ ...caller, runtime },
      ...{ socket: res as GuardedSocket, takeTurn },
    }),
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    if (!request.url?.startsWith('/api/trpc')) return options.onOtherUpgrade?.(request, socket, head);
    upgrades += 1;
    if (api.upgradeMode === 'hang') return;
    if (api.upgradeMode === 'refuse')
      return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    wss.handleUpgrade(request, socket, head, (client) => {
      client.begin(socket, () => undefined);
      wss.emit('connection', client, request);
    });
  });
  const port = await listen(server, options.port ?? 0);
  const api: ApiServer = {
    url: `http://127.0.0.1:${port}`,
    server,
    upgrades: () => upgrades,
    upgradeMode: 'accept',
    dropConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return api;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
