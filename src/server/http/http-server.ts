import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { putBackPlain } from './as-plain-request.ts';
import type { Connections } from './connections.ts';
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

export interface HttpListeners {
  readonly onRequest: RequestListener;
  /** Told of handshakes for WebSockets alone. */
  readonly onWebSocket: UpgradeListener;
  readonly connections: Connections;
}

export function createHttpServer({ onRequest, onWebSocket, connections }: HttpListeners): HttpServer {
  /** The latest answer on each connection: answers leave in the order of their requests. */
  const latest = new WeakMap<Duplex, ServerResponse>();
  const server = createServer(
    // An upload may take hours; the default of five minutes answers 408 in the middle of it.
    { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 },
    (req, res) => {
      connections.noteRequest(req, res);
      latest.set(req.socket, res);
      onRequest(req, res);
    },
  );
  server.timeout = idleMs;
  server.on('timeout', (socket: Socket) => {
    const res = latest.get(socket);
    // A call that takes longer is still answered: nothing moves because this side is at work.
    const isAtWork = res !== undefined && res.req.complete && !res.headersSent && !res.destroyed;
    if (isAtWork) socket.setTimeout(idleMs);
    else socket.destroy();
  });
  server.on('connection', connections.take);
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (req.headers.upgrade?.trim().toLowerCase() === 'websocket') {
      connections.noteRequest(req);
      onWebSocket(req, socket, head);
      return;
    }
    const putBack = (): void => {
      if (socket.destroyed) return;
      putBackPlain(req, socket, head);
      server.emit('connection', socket);
    };
    const before = latest.get(socket);
    if (before && !before.closed) before.once('close', putBack);
    else putBack();
  });
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
    countConnections: connections.count,
    destroyConnections: connections.destroyAll,
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
