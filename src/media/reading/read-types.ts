import type { RemoteParts } from './mp4/remote-parts.ts';
import type { PictureIndex, SoundFacts, SoundIndex, SourceFacts } from '../../planner/facts/facts.ts';
import type { SoundBytes } from './mp4/read-mp4-sound.ts';
import type { StampedSource } from './identity/source-guard.ts';
import type { PictureBytes } from './mp4/picture-bytes.ts';

/** A source file with everything that is needed of it to be heard. */
export interface ReadSound extends StampedSource {
  readonly facts: SoundFacts;
  /** Of its pictures, where it has some that can be shown. */
  readonly index?: PictureIndex;
  /** Where its sound lies, and which packets are when, where they can be copied. */
  readonly sound: SoundIndex | undefined;
  readonly soundBytes: SoundBytes | undefined;
  /** Of an indexed file that lies elsewhere: what parts of it there are to be fetched. */
  readonly remote?: RemoteParts | undefined;
}

/** A source file with everything that is needed of it to be seen and heard. */
export interface ReadSource extends ReadSound {
  readonly facts: SourceFacts;
  readonly index: PictureIndex;
  /** Where the pictures' bytes lie in the file; undefined where that is not known yet (not an MP4). */
  readonly bytes: PictureBytes | undefined;
}

export interface SourceToRead {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  readonly signal: AbortSignal;
}
