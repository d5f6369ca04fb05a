import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../../contract/problems.ts';
import type { Access } from '../door/access/access.ts';
import { whenKnown } from '../door/access/when-known.ts';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { TakeTurn } from '../../api/access/caller-lines.ts';
import type { ApiContext } from '../../api/context.ts';
import { appRouter } from '../../api/router.ts';
import type { ReportApiError } from '../http/trpc-errors.ts';
import { boundedEncoder } from './bounded-encoder.ts';
import { GuardedSocket } from './guarded-socket.ts';

/** Bigger than any call of a page; configs with thousands of clips go by HTTP, where 16 MiB are read. */
const maxFrameBytes = 64 * 1024;

export interface TrpcSockets {
  readonly count: () => number;
  /** Takes over a connection that the door let in, at once or for as long as it takes to send a token. */
  readonly accept: (handshake: Handshake, proof: Proof) => void;
  /** Ends a connection with the session that opened it. */
  readonly follow: (handshake: Pick<Handshake, 'req' | 'socket'>) => void;
  /** Asks every client to come back on a new connection. */
  readonly askToReconnect: () => void;
  readonly terminate: () => void;
}

export interface Handshake {
  readonly req: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** What the first message has to bring: nothing but calls, parameters, or among those the right token. */
export type Proof = 'none' | 'message' | 'token';

export interface TrpcSocketOptions {
  readonly access: Pick<Access, 'senderOf' | 'admitToken' | 'follow'>;
  readonly turnsOf: (req: IncomingMessage) => TakeTurn;
  readonly onDropped: () => void;
  readonly onError: ReportApiError;
}

/** Who has not sent what was announced by then is ended. */
const firstMessageMs = 5_000;
/** Tells a client that another attempt with the same token is no use. */
const rejectedCode = 4401;

function isOfCall({ error, path }: Parameters<ReportApiError>[0]): boolean {
  const { cause } = error;
  return path !== undefined || !(cause instanceof Error && 'code' in cause);
}

/** tRPC over WebSocket: bounded frames, bounded buffers, and a heartbeat in both directions. */
export function createTrpcSockets(options: TrpcSocketOptions): TrpcSockets {
  const { access, turnsOf, onDropped, onError } = options;
  const admit = createAdmission(options);
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
    createContext: ({ req, res, info }): ApiContext | Promise<ApiContext> => {
      const socket = res as GuardedSocket;
      return whenKnown(admit.enter(req, socket, info.connectionParams?.['token']), () => ({
        ...access.senderOf(req),
        socket,
        takeTurn: turnsOf(req),
      }));
    },
    // What broke of the connection itself, or of its frames, is the client's doing and no call's.
    onError: (failure) => isOfCall(failure) && onError(failure),
  });
  return {
    count: () => server.clients.size,
    follow: ({ req, socket }) => followSocket(access, req, socket),
    accept: ({ req, socket, head }, proof) =>
      server.handleUpgrade(req, socket, head, (client) => {
        client.begin(socket, onDropped);
        if (proof !== 'none') admit.expect(client, proof);
        server.emit('connection', client, req);
      }),
    askToReconnect: broadcastReconnectNotification,
    terminate: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function followSocket(access: Pick<Access, 'follow'>, req: IncomingMessage, socket: Duplex): void {
  socket.once(
    'close',
    access.follow(req, () => socket.destroy()),
  );
}

/** Sockets that are still to say who they are; nothing they send is looked at before. */
function createAdmission({ access }: TrpcSocketOptions) {
  const expected = new WeakMap<GuardedSocket, { readonly proof: Proof; readonly timer: NodeJS.Timeout }>();
  return {
    expect: (socket: GuardedSocket, proof: Proof): void => {
      const timer = setTimeout(() => socket.terminate(), firstMessageMs).unref();
      expected.set(socket, { proof, timer });
      socket.once('close', () => clearTimeout(timer));
    },
    enter: (req: IncomingMessage, socket: GuardedSocket, token = ''): void | Promise<void> => {
      const { proof, timer } = expected.get(socket) ?? {};
      clearTimeout(timer);
      if (proof !== 'token') return;
      return whenKnown(access.admitToken(req, token), (isRight) => {
        if (isRight) return followSocket(access, req, req.socket);
        socket.close(rejectedCode, 'UNAUTHORIZED');
        throw new ProblemError({
          code: 'UNAUTHORIZED',
          message: 'The token of this connection is not the right one.',
        });
      });
    },
  };
}
