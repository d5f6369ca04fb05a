import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { problems } from '../../contract/problems.ts';
import type { Access } from '../door/access/access.ts';
import type { AddressCap } from '../door/sender/address-cap.ts';
import type { ClientAddress } from '../door/sender/client-address.ts';
import type { Door } from '../door/door.ts';
import { targetOf } from '../door/sender/request-target.ts';
import { whenKnown } from '../door/access/when-known.ts';
import type { Mount } from '../door/mount.ts';
import type { Handshake, Proof, TrpcSockets } from '../sockets/trpc-sockets.ts';

export interface UpgradeOptions {
  readonly door: Door;
  readonly mount: Mount;
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
    options.mount.enter(req);
    const target = targetOf(req);
    if (!target) return refuse(socket, 400);
    // Browsers send no headers with a handshake: a token may come as the first message instead.
    const bringsToken =
      target.pathname === '/api/trpc' && target.searchParams.get('connectionParams') === '1';
    void whenKnown(options.door.refuseUpgrade(req, target.pathname), (refusal) => {
      if (refusal && !(bringsToken && refusal.code === 'UNAUTHORIZED'))
        return refuse(socket, problems[refusal.code].http);
      if (target.pathname !== '/api/trpc') {
        if (options.toPages?.(req, socket, head) !== true) refuse(socket, 404);
        return;
      }
      const proof = refusal ? 'token' : bringsToken ? 'message' : 'none';
      acceptSocket(options, { req, socket, head, proof });
    });
  };
}

function acceptSocket(
  options: UpgradeOptions,
  { proof, ...handshake }: Handshake & { readonly proof: Proof },
): void {
  const { req, socket } = handshake;
  // It may have gone while it was asked who sends it.
  if (socket.destroyed) return;
  if (options.isDraining() || options.sockets.count() >= options.maxSockets) return refuse(socket, 503);
  const give = options.perAddress.take(options.address.of(req));
  if (!give) return refuse(socket, 429);
  socket.once('close', give);
  // One that has still to say whose it is is followed from then on.
  if (proof !== 'token') options.sockets.follow(handshake);
  options.sockets.accept(handshake, proof);
}

function refuse(socket: Duplex, status: number): void {
  if (socket.destroyed) return;
  const reason = STATUS_CODES[status] ?? '';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
