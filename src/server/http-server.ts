import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { UpgradeListener } from './upgrade.ts';

/** A connection on which nothing moves for this long is given up; streams and sockets have their own pings. */
const idleMs = 5 * 60_000;

export interface HttpServer {
  readonly listen: (port: number, host: string) => Promise<number>;
  /** No new connections; those that wait for a next request end. */
  readonly stopListening: () => void;
  readonly countConnections: () => number;
  /** Ends every connection there is, upgraded ones too, which Node does not count. */
  readonly destroyConnections: () => void;
}

export function createHttpServer(onRequest: RequestListener, onUpgrade: UpgradeListener): HttpServer {
  const server = createServer(
    // An upload may take hours; the default of five minutes answers 408 in the middle of it.
    { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 },
    onRequest,
  );
  server.timeout = idleMs;
  const answering = new WeakMap<Socket, ServerResponse>();
  server.prependListener('request', (req, res) => {
    answering.set(req.socket, res);
  });
  server.on('timeout', (socket: Socket) => {
    const res = answering.get(socket);
    // A call that takes longer is still answered: nothing moves because this side is at work.
    const isAtWork = res !== undefined && res.req.complete && !res.headersSent && !res.destroyed;
    if (isAtWork) socket.setTimeout(idleMs);
    else socket.destroy();
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('upgrade', onUpgrade);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return {
    listen: (port, host) => listen(server, port, host),
    stopListening: () => {
      server.close();
      server.closeIdleConnections();
    },
    countConnections: () => connections.size,
    destroyConnections: () => {
      for (const socket of connections) socket.destroy();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
