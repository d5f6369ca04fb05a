import type { ByteRange } from '../disk/remote-files.ts';
import type { ChildOutcome } from '../supervisor/watch/child-outcome.ts';
import type { ProblemCode } from '../contract/problems.ts';

/** How much memory a child may take: `small` reads the head of a file, `medium` its packets, `large` its pictures. */
export type ChildSize = 'small' | 'medium' | 'large';

export interface NeededBytes {
  readonly path: string;
  readonly ranges: readonly ByteRange[];
}

/** Everything a child may touch. It gets nothing else, where the system can take the rest away. */
export interface ChildUses {
  /** Absolute paths of the files it reads. */
  readonly reads: readonly string[];
  /** Bytes that it needs of files that lie elsewhere; of those that are not named here, all. */
  readonly needs?: readonly NeededBytes[] | undefined;
  /** Absolute paths of the files it writes; made empty beforehand, and left to whoever asked for the child. */
  readonly writes: readonly string[];
  readonly size: ChildSize;
}

/**
 * What the child's stdout is for: `-progress pipe:1`, an answer of bounded size, or bytes that are handed on one
 * chunk at a time (progress then comes on fd 3).
 */
export type ChildOutput =
  | 'progress'
  | { readonly mostBytes: number }
  | { readonly onData: (bytes: Uint8Array) => Promise<void> | void };

/**
 * Each kind has slots of its own: nobody who asks what a file is waits for an encoder, nor for a file of hours that is
 * read from end to end. A `question` is answered in a moment, a `listing` reads a whole file without decoding it, and
 * everything else is `work`.
 */
export type ChildKind = 'question' | 'listing' | 'work';

/** One run of ffmpeg or ffprobe. */
export interface ChildWork {
  readonly program: 'ffmpeg' | 'ffprobe';
  /** `span 12 of 155`: for records, logs and people. */
  readonly label: string;
  /** The arguments, once the child's share of the cores is known; asked for once, when the child has its slot. */
  readonly args: (threads: number) => readonly string[] | Promise<readonly string[]>;
  readonly uses: ChildUses;
  readonly kind: ChildKind;
  /** Children of a higher priority start first. */
  readonly priority: number;
  /** Gives its slot to work that has none (its outcome is then `cancel`), and runs at the lowest priority. */
  readonly yields: boolean;
  readonly output: ChildOutput;
  readonly signal: AbortSignal;
  /** Longest life after the spawn, in milliseconds. */
  readonly deadlineMs?: number | undefined;
  /** Frames the child has written, as it reports them. */
  readonly onFrames?: ((frames: number) => void) | undefined;
  /** Seconds of sound the child has written. */
  readonly onSeconds?: ((seconds: number) => void) | undefined;
  /** Keys of the chunks that are made of its files, if any, where it may run on another machine, too. */
  readonly makes?: readonly string[] | undefined;
  /** The run of an export that wants it. */
  readonly wantedBy?: { readonly jobId: string; readonly attemptToken: string } | undefined;
}

/**
 * Where a child stands in the line for a slot. Exports have priorities around zero; the first is for what somebody waits
 * for in front of the screen, the second for what nobody waits for.
 */
export const awaitedPriority = 1_000_000;
export const backgroundPriority = -1_000_000;
/** What is made before anybody has asked for it: after everything else. */
export const preparingPriority = -2_000_000;

/** How a child ended. */
export interface ChildEnd {
  readonly label: string;
  readonly program: 'ffmpeg' | 'ffprobe';
  /** The command line without what wraps it; empty where the child never got a slot. */
  readonly argv: readonly string[];
  readonly outcome: ChildOutcome;
  /** What went wrong, where that is known; may be set although the exit code is 0 (a full disk). */
  readonly cause: ProblemCode | undefined;
  /** It was not needed: all its chunks have come into the store meanwhile. */
  readonly isMadeElsewhere?: boolean;
}

/** `exited`, `signaled`, `spawn-failed`, or what the child was stopped for: for the metrics. */
export function endingOf({ outcome }: ChildEnd): string {
  return outcome.stopReason === 'none' ? outcome.kind : outcome.stopReason;
}
