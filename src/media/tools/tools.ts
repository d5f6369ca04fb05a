import type { ChildPool } from '../../supervisor/child-pool.ts';
import type { RecordedChildren } from '../../supervisor/recorded-children.ts';
import type { Listings } from '../reading/listings.ts';
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
  readonly listings?: Listings;
  /** A child that shows no progress for this long is stopped. */
  readonly stallMs: number;
  /** Where running children are recorded, for a successor that has to end them. */
  readonly children: RecordedChildren;
  /** Told how each child ended: what it was stopped for, or `exited`, `signaled`, `spawn-failed`. */
  readonly onChildEnded: (cause: string) => void;
}

/** What it takes to look at a file. */
export type ProbeTools = Pick<Tools, 'ffprobe' | 'sandbox' | 'listings'>;
