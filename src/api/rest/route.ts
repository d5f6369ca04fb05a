import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyBudget } from '../bodies/body-budget.ts';
import type { Runtime } from '../runtime.ts';

/** What the routes stand on beside the runtime. */
export interface RestPorts {
  readonly runtime: Runtime;
  readonly metrics: MetricsPage;
  /** Biggest config that is read, in bytes. */
  readonly maxConfigBytes: number;
  readonly budget: BodyBudget;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly render: () => Promise<string>;
}

export interface RestRequest extends RestPorts {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The parameter of the path, decoded; empty on paths without one. */
  readonly jobId: string;
  /** What stands behind a path that ends in `*`, decoded; empty on others. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** One route. Its handler answers or throws; what it throws becomes the answer in one place. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:jobId` stands for one segment, `*` at the end for all the others. */
  readonly path: string;
  readonly handle: (request: RestRequest) => Promise<void> | void;
}
