import type { CodecConfig } from '../../../mp4/read/codec-config.ts';
import type { Track } from '../../../mp4/read/track.ts';
import type { BlockSums } from '../../../shared/block-sums.ts';

/** Where the pictures of a source lie in its file, and what a decoder has to know about them. */
export interface PictureBytes {
  readonly path: string;
  /** Of a repackaged copy: what its content has to be. */
  readonly sums?: BlockSums | undefined;
  readonly track: Track;
  /** Undefined for codecs that are not made of NAL units. */
  readonly config: CodecConfig | undefined;
}
