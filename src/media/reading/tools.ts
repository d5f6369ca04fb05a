import type { Children } from '../../children/open-children.ts';
import type { KeptListings, Listings } from './kept/listings.ts';
import type { ReadSource, SourceToRead } from './read-types.ts';
import type { ReadingNotes } from './kept/reading-notes.ts';
import type { ProbeRun } from './probing/probe-run.ts';

/** What it takes to run FFmpeg and to look at files. */
export interface MachineTools {
  /** Runs them. */
  readonly children: Pick<Children, 'run' | 'concurrency'>;
  /** Remembers what files had to be read whole for; without it they are read each time. */
  readonly listings?: KeptListings;
  /** Reads sources in threads of their own; without it they are read where they are asked for. */
  readonly reader?: SourceReader;
}

export interface SourceReader {
  /** As `readSource`. */
  readonly read: (source: SourceToRead) => Promise<ReadSource>;
  /** As `checkSource`. */
  readonly check: (source: SourceToRead) => Promise<void>;
}

/** Looks at files that are to become sources. */
export interface FootageCheck extends Pick<SourceReader, 'check'>, Pick<ReadingNotes, 'isSuspect'> {}

/** The programs that media is read and rendered with. */
export interface RenderingTools extends MachineTools {
  /** `5.1.9-0+deb12u1 (3f2a91c0)`, see `readBuild`: part of every chunk's key. */
  readonly ffmpegVersion: string;
}

/** The same for the thread that owns the children. */
export interface Tools extends RenderingTools {
  readonly children: Children;
}

/** In a worker thread: who starts children is the main thread, which is asked to. */
export interface ThreadTools {
  readonly askProbe: (run: ProbeRun) => Promise<string>;
  readonly listings?: Listings;
}

/** What it takes to look at a file. */
export type ProbeTools = MachineTools | ThreadTools;
