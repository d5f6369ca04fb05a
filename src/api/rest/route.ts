import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Arrival, Principal } from '../../contract/principal.ts';
import type { Problem } from '../../contract/problems.ts';
import type { BodyBudget } from '../bodies/body-budget.ts';
import type { TakeTurn } from '../access/caller-lines.ts';
import type { StoredBytes } from '../../media/library/stored-bytes.ts';
import type { Runtime } from '../runtime.ts';
import type { Tickets } from '../access/tickets.ts';
import type { DownloadCoverage } from './exports/download-coverage.ts';

/** Finds the finished files of exports, wherever they lie. */
export interface OutputFiles {
  /**
   * `path`: where the file lies, or would lie, in the folder of its export. Undefined where the storage has it no more.
   * Rejects with a `ProblemError`.
   */
  readonly find: (path: string) => Promise<FoundOutput | undefined>;
}

/** Answers where the small picture of a finished movie lies: of its instant `seconds`, made where there is none. */
export type PosterOf = (movie: { readonly path: string; readonly seconds: number }) => Promise<string>;

interface FoundOutput {
  readonly bytes: StoredBytes;
  /** Where a browser gets it without this server; undefined where it cannot, or is not to. */
  readonly link?: (link: OutputLink) => Promise<string> | string;
}

export interface OutputLink {
  /** `Content-Disposition` */
  readonly disposition: string;
}

/** What the routes stand on beside who asks. */
export interface RestPorts {
  readonly metrics: MetricsPage;
  /** Biggest config that is read, in bytes. */
  readonly maxConfigBytes: number;
  readonly budget: BodyBudget;
  readonly downloads: DownloadCoverage;
  readonly outputFiles: OutputFiles;
  /** Makes small pictures of finished movies; undefined where nobody does. */
  readonly makePoster?: PosterOf | undefined;
  /** Told when all bytes of an export's file have been sent, in one answer or in several. */
  readonly onDownloaded: (jobId: string, runtime: Runtime) => void;
  /** The line of whoever sent a request. */
  readonly turnsOf: (req: IncomingMessage) => TakeTurn;
  /** Why calls from where this request comes from are refused, whoever sends them. */
  readonly refuseOrigin: (req: IncomingMessage) => Problem | undefined;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly render: () => Promise<string>;
}

export interface RestRequest extends RestPorts {
  /** Who asks. */
  readonly principal: Principal;
  readonly arrival: Arrival;
  /** What the caller may reach: theirs, and what is shared with them. */
  readonly runtime: Runtime;
  /** Undefined where nothing is locked. */
  readonly tickets: Tickets | undefined;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The parameter of the path, decoded; empty on paths without one. */
  readonly jobId: string;
  /** The id of anything else in the path, decoded; empty on paths without one. */
  readonly id: string;
  /** What stands behind a path that ends in `*`, decoded; empty on others. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** One route. Its handler answers or throws; what it throws becomes the answer in one place. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:jobId` and `:id` stand for one segment, `*` at the end for all the others. */
  readonly path: string;
  readonly handle: (request: RestRequest) => Promise<void> | void;
}
