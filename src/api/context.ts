import type { CheckedConfig } from './config-input.ts';
import type { EventSocket } from './event-socket.ts';
import type { Runtime } from './runtime.ts';

/** What a procedure gets. Made once a request over HTTP and once a socket over WebSocket, without waiting. */
export interface ApiContext {
  readonly runtime: Runtime;
  /** The socket a call came over; undefined over HTTP. Limits are counted on it. */
  readonly socket: EventSocket | undefined;
  /** The config of a body that was too large to be worked on here: it comes checked, and stands for the input. */
  readonly config?: CheckedConfig | undefined;
}
