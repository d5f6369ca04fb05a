import type { ChildLimits } from '../supervisor/start/child-limits.ts';
import type { ChildEnd } from './child-work.ts';

export interface ChildrenOptions {
  /** Paths, or names that are looked up in the search path. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Folders in which programs are looked up, `:`-separated; the usual ones unless told otherwise. */
  readonly searchPath?: string | undefined;
  /** Most children that work at once. */
  readonly concurrency: number;
  /** Cores to share out among them; those of the machine unless told otherwise. */
  readonly cores?: number | undefined;
  /** A folder on the disk that children write to, and what is never used of that disk, in bytes. */
  readonly folder: string;
  readonly reserveBytes: number;
  /** A child that gives no sign of life for this long is stopped, in milliseconds. */
  readonly stallMs: number;
  /** 0 to 19, of children that somebody waits for; 10 unless told otherwise. */
  readonly niceness?: number | undefined;
  /** The same of work that yields; 19 unless told otherwise, which on a machine that others keep busy is next to nothing. */
  readonly yieldingNiceness?: number | undefined;
  /** Where living children are recorded, so that the next server can end those that outlive this one. */
  readonly recordsFolder?: string | undefined;
  /** Told of each child once it lives and is recorded. */
  readonly onStarted?: ((label: string, pid: number) => void) | undefined;
  /** Told how each child ended. Must not throw. */
  readonly onEnded?: ((end: ChildEnd) => void) | undefined;
  /** Tighter limits than the usual ones. */
  readonly tighten?: ((usual: ChildLimits) => ChildLimits) | undefined;
}
