import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AddressCap } from '../door/sender/address-cap.ts';
import type { ClientAddress } from '../door/sender/client-address.ts';

export interface ConnectionLimits {
  /** Over all addresses. */
  readonly most: number;
  readonly perAddress: AddressCap;
  readonly address: ClientAddress;
  /** A connection that has not sent a whole head by then is ended. */
  readonly firstRequestMs: number;
}

/** A connection, as far as it is looked at here. */
type Line = Duplex & { readonly remoteAddress?: string | undefined };

/** Every connection that the server has, and what it may not go beyond. */
export interface Connections {
  /** Takes a new connection, or ends it. */
  readonly take: (socket: Line) => void;
  /** A request, or a handshake, has come on it. `ended`: when it has been answered. */
  readonly noteRequest: (
    req: IncomingMessage,
    ended?: { once: (event: 'close', then: () => void) => unknown },
  ) => void;
  readonly count: () => number;
  readonly destroyAll: () => void;
}

/**
 * Connections cost a file descriptor each, before anybody has said who he is. There are never more than `most`: a new one
 * takes the place of that on which nothing has been asked for the longest time, so that idle ones keep nobody out.
 */
export function createConnections({
  most,
  perAddress,
  address,
  firstRequestMs,
}: ConnectionLimits): Connections {
  const all = new Set<Duplex>();
  /** Those that wait for a request, the longest first. */
  const idle = new Set<Duplex>();
  const firstRequest = new WeakMap<Duplex, NodeJS.Timeout>();
  const drop = (socket: Duplex): void => {
    all.delete(socket);
    idle.delete(socket);
    clearTimeout(firstRequest.get(socket));
  };
  const hasRoom = (): boolean => {
    if (all.size < most) return true;
    const [longest] = idle;
    if (!longest) return false;
    drop(longest);
    longest.destroy();
    return true;
  };
  return {
    count: () => all.size,
    destroyAll: () => {
      for (const socket of all) socket.destroy();
    },
    take: (socket) => {
      // One that was put back (`as-plain-request.ts`) is known already.
      if (all.has(socket)) return;
      const give = perAddress.take(address.ofConnection(socket.remoteAddress));
      if (!give) return void socket.destroy();
      socket.once('close', give);
      if (!hasRoom()) return void socket.destroy();
      all.add(socket);
      idle.add(socket);
      firstRequest.set(socket, setTimeout(() => socket.destroy(), firstRequestMs).unref());
      socket.once('close', () => drop(socket));
    },
    noteRequest: ({ socket }, ended) => {
      idle.delete(socket);
      clearTimeout(firstRequest.get(socket));
      ended?.once('close', () => {
        if (all.has(socket)) idle.add(socket);
      });
    },
  };
}
