import type { ChildFiles } from './confinement.ts';

export interface ChildLimits {
  /** 0 to 19; 10 unless told otherwise, so that encoding never starves the server. */
  readonly niceness?: number | undefined;
  /**
   * Memory it may make writable (RLIMIT_DATA), threads' stacks included. Not the address space: an encoder
   * reserves far more of that than it ever touches.
   */
  readonly memoryBytes?: number | undefined;
  /** Largest file it may write (RLIMIT_FSIZE): past it the child dies by SIGXFSZ. */
  readonly fileBytes?: number | undefined;
  /** Processes and threads of this user, all together, at which it gets no more (RLIMIT_NPROC). */
  readonly processes?: number | undefined;
  /** No network at all, where the system lets us take it away. */
  readonly isOffline?: boolean | undefined;
  /** All that it gets to see; it then can signal nobody else either, where the system can take that away. */
  readonly files?: ChildFiles | undefined;
}
