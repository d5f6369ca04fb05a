import type { TakeTurn } from './access/caller-lines.ts';
import type { CheckedConfig } from './checked-config.ts';
import type { Arrival, Principal } from '../contract/principal.ts';
import type { EventSocket } from './lane/event-socket.ts';
import type { Runtime } from './runtime.ts';
import type { Tickets } from './access/tickets.ts';

/** What a procedure gets. Made once a request over HTTP and once a socket over WebSocket, without waiting. */
export interface ApiContext {
  /** Who asks. */
  readonly principal: Principal;
  readonly arrival: Arrival;
  /** What the caller may reach: theirs, and what is shared with them. */
  readonly runtime: Runtime;
  /** Absent where nothing is locked. */
  readonly tickets?: Tickets | undefined;
  /** The socket a call came over; undefined over HTTP. Limits are counted on it. */
  readonly socket: EventSocket | undefined;
  /** Calls that look into sources take turns with others of the same address. */
  readonly takeTurn: TakeTurn;
  /** The config of a body that was too large to be worked on here: it comes checked, and stands for the input. */
  readonly config?: CheckedConfig | undefined;
}
