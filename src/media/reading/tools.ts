import type { Children } from '../../children/open-children.ts';
import type { KeptListings, Listings } from './listings.ts';
import type { ReadSource, SourceToRead } from './read-source.ts';
import type { ProbeRun } from './run-ffprobe.ts';

/** The programs that media is read and rendered with. */
export interface Tools {
  /** `5.1.9-0+deb12u1`: part of every chunk's key. */
  readonly ffmpegVersion: string;
  /** Runs them. */
  readonly children: Children;
  /** Remembers what files had to be read whole for; without it they are read each time. */
  readonly listings?: KeptListings;
  /** Reads sources in a thread of its own; without it they are read where they are asked for. */
  readonly reader?: (source: SourceToRead) => Promise<ReadSource>;
}

/** What it takes to start ffprobe. */
export type MachineTools = Pick<Tools, 'children' | 'listings' | 'reader'>;

/** In a worker thread: who starts children is the main thread, which is asked to. */
export interface ThreadTools {
  readonly askProbe: (run: ProbeRun) => Promise<string>;
  readonly listings?: Listings;
}

/** What it takes to look at a file. */
export type ProbeTools = MachineTools | ThreadTools;
