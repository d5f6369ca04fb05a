import type { CallerLineLimits } from '../../api/access/caller-lines.ts';

/** Bounds on what clients may make the server hold. Far above what people need, far below what hurts. */
export interface Limits extends CallerLineLimits {
  /** Configs of 100,000 segments take about 10 MiB. */
  readonly bodyBytes: number;
  /** Calls in one HTTP batch. */
  readonly batchSize: number;
  readonly sockets: number;
  readonly socketsPerAddress: number;
  /** Requests, event streams and downloads that one address has open at once. */
  readonly requestsPerAddress: number;
  /** TCP connections, of whatever use; fewer where the system allows fewer open files. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** A connection on which no whole head has come by then is ended, in milliseconds. */
  readonly firstRequestMs: number;
  /** How often it is asked whether sessions hold under which something is open, in milliseconds. */
  readonly sessionWatchMs: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 16 * 2 ** 20,
  batchSize: 50,
  sockets: 10_000,
  socketsPerAddress: 256,
  requestsPerAddress: 256,
  connections: 20_000,
  connectionsPerAddress: 600,
  firstRequestMs: 15_000,
  // An ended session loses what it has open within twice that.
  sessionWatchMs: 10_000,
  // One fewer than are read at once (`source-readings.ts`).
  looksPerAddress: 3,
  waitingPerAddress: 1000,
};
