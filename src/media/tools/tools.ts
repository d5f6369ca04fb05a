import type { ChildPool } from '../../supervisor/child-pool.ts';
import type { RecordedChildren } from '../../supervisor/recorded-children.ts';
import type { KeptListings, Listings } from '../reading/listings.ts';
import type { ReadSource, SourceToRead } from '../reading/read-source.ts';
import type { ProbeRun } from '../reading/run-ffprobe.ts';
import type { Sandbox } from './sandbox.ts';

/** The programs that media is read and rendered with, and the pool that their children run in. */
export interface Tools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** `5.1.9-0+deb12u1`: part of every chunk's key. */
  readonly ffmpegVersion: string;
  readonly pool: ChildPool;
  readonly sandbox: Sandbox;
  /** Remembers what files had to be read whole for; without it they are read each time. */
  readonly listings?: KeptListings;
  /** Reads sources in a thread of its own; without it they are read where they are asked for. */
  readonly reader?: (source: SourceToRead) => Promise<ReadSource>;
  /** A child that shows no progress for this long is stopped. */
  readonly stallMs: number;
  /** Where running children are recorded, for a successor that has to end them. */
  readonly children: RecordedChildren;
  /** Told how each child ended: what it was stopped for, or `exited`, `signaled`, `spawn-failed`. */
  readonly onChildEnded: (cause: string) => void;
}

/** What it takes to start ffprobe. */
export type MachineTools = Pick<Tools, 'ffprobe' | 'sandbox' | 'listings' | 'reader'>;

/** In a worker thread: who starts children is the main thread, which is asked to. */
export interface ThreadTools {
  readonly askProbe: (run: ProbeRun) => Promise<string>;
  readonly listings?: Listings;
}

/** What it takes to look at a file. */
export type ProbeTools = MachineTools | ThreadTools;
