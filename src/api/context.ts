import type { EventSocket } from './event-socket.ts';
import type { Runtime } from './runtime.ts';

/** What a procedure gets. Made once a request over HTTP and once a socket over WebSocket, without waiting. */
export interface ApiContext {
  readonly runtime: Runtime;
  /** The socket a call came over; undefined over HTTP. Limits are counted on it. */
  readonly socket: EventSocket | undefined;
}
