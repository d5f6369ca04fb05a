import type { Runtime } from '../../../api/runtime.ts';
import type { Tickets } from '../../../api/access/tickets.ts';
import type { Arrival, Principal } from '../../../contract/principal.ts';

/** Who sends a request, and what is behind the door for them. */
export interface Sender {
  readonly principal: Principal;
  readonly arrival: Arrival;
  /** Under which the principal owns things. */
  readonly ownerId: string;
  /** All that the API stands on, as far as it is theirs. */
  readonly runtime: Runtime;
  /** Undefined where nothing is locked. */
  readonly tickets: Tickets | undefined;
}
