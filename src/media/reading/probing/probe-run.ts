import type { NeededBytes } from '../../../children/child-work.ts';

export interface ProbeRun {
  readonly args: readonly string[];
  /** The file that it reads, absolute. */
  readonly path: string;
  /** How deep it looks: into the head of the file, at every packet, or into what the packets decode to. */
  readonly depth: 'head' | 'packets' | 'pictures';
  /** Of a look at pictures among the work of exports. */
  readonly priority?: number;
  /** What people call the source. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** What has to be there of a file that lies elsewhere; all of it unless told. */
  readonly needs?: readonly NeededBytes[];
  /** For impatient callers, in milliseconds. */
  readonly deadlineMs?: number;
  /** For callers with little memory. */
  readonly mostBytes?: number;
}
