import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { ApiContext } from '../../api/context.ts';
import { appRouter } from '../../api/router.ts';
import type { ReportApiError } from '../trpc-errors.ts';
import { boundedEncoder } from './bounded-encoder.ts';
import { GuardedSocket } from './guarded-socket.ts';

/** Bigger than any call of a page; configs with thousands of clips go by HTTP, where 16 MiB are read. */
const maxFrameBytes = 64 * 1024;

export interface TrpcSockets {
  readonly count: () => number;
  /** Takes over a connection that the door let in. */
  readonly accept: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Asks every client to come back on a new connection. */
  readonly askToReconnect: () => void;
  readonly terminate: () => void;
}

export interface TrpcSocketOptions {
  readonly context: Omit<ApiContext, 'socket'>;
  readonly onDropped: () => void;
  readonly onError: ReportApiError;
}

/** tRPC over WebSocket: bounded frames, bounded buffers, and a heartbeat in both directions. */
export function createTrpcSockets({ context, onDropped, onError }: TrpcSocketOptions): TrpcSockets {
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: GuardedSocket,
    maxPayload: maxFrameBytes,
    // Costs memory on every socket and saves little on small messages.
    perMessageDeflate: false,
    // With start and stop of a subscription in one TCP chunk, tRPC would never stop the generator.
    allowSynchronousEvents: false,
    clientTracking: true,
  });
  const { broadcastReconnectNotification } = applyWSSHandler({
    wss: server,
    router: appRouter,
    experimental_encoder: boundedEncoder,
    keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
    createContext: (connection): ApiContext => ({ ...context, socket: connection.res as GuardedSocket }),
    onError,
  });
  return {
    count: () => server.clients.size,
    accept: (req, socket, head) =>
      server.handleUpgrade(req, socket, head, (client) => {
        client.begin(socket, onDropped);
        server.emit('connection', client, req);
      }),
    askToReconnect: broadcastReconnectNotification,
    terminate: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
