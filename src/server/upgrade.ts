import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { problems } from '../contract/problems.ts';
import type { Access } from './door/access.ts';
import type { AddressCap } from './door/address-cap.ts';
import type { ClientAddress } from './door/client-address.ts';
import type { Door } from './door/door.ts';
import { targetOf } from './door/request-target.ts';
import type { TrpcSockets } from './sockets/trpc-sockets.ts';

export interface UpgradeOptions {
  readonly door: Door;
  readonly access: Access;
  readonly address: ClientAddress;
  readonly sockets: TrpcSockets;
  readonly perAddress: AddressCap;
  readonly maxSockets: number;
  readonly isDraining: () => boolean;
  /** Next's hot reload in development; answers whether anybody took the connection. */
  readonly toPages: ((req: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
}

export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Every handshake for a WebSocket. Everything is decided before the handshake; nobody is let in to be thrown out. */
export function createUpgradeListener(options: UpgradeOptions): UpgradeListener {
  return (req, socket, head) => {
    // Without it a client that resets the connection now takes the process with it.
    socket.on('error', () => socket.destroy());
    const target = targetOf(req);
    if (!target) return refuse(socket, 400);
    const refusal = options.door.refuseUpgrade(req, target.pathname);
    if (refusal) return refuse(socket, problems[refusal.code].http);
    if (target.pathname !== '/api/trpc') {
      if (options.toPages?.(req, socket, head) !== true) refuse(socket, 404);
      return;
    }
    // tRPC would wait for a first message that may never come; who may enter is known already.
    if (target.searchParams.has('connectionParams')) return refuse(socket, 400);
    acceptSocket(options, { req, socket, head });
  };
}

function acceptSocket(
  options: UpgradeOptions,
  { req, socket, head }: { req: IncomingMessage; socket: Duplex; head: Buffer },
): void {
  if (options.isDraining() || options.sockets.count() >= options.maxSockets) return refuse(socket, 503);
  const give = options.perAddress.take(options.address.of(req));
  if (!give) return refuse(socket, 429);
  socket.once('close', give);
  socket.once(
    'close',
    options.access.follow(req, () => socket.destroy()),
  );
  options.sockets.accept(req, socket, head);
}

function refuse(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  const reason = STATUS_CODES[status] ?? '';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
