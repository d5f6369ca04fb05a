import type { Mastered } from './mixing/mastered.ts';
import type { SoundPart } from './splice/render-splice.ts';

/** The packets of a track of AAC. */
export interface SoundTrackParts {
  readonly parts: readonly SoundPart[];
  /** Samples at the start that are decoded but not heard. */
  readonly primingSamples: number;
  /** Undefined where its levels were left alone. */
  readonly mastered?: Mastered | undefined;
}

/** The sound of an export before it is muxed: packets of AAC that lie in chunks and sources, or a file of Opus. */
export type RenderedSound =
  | ({ readonly kind: 'aac' } & SoundTrackParts)
  /** All of it in an MP4, and the raw programme that it was encoded from. */
  | {
      readonly kind: 'opus';
      readonly path: string;
      readonly pcm: string;
      readonly mastered?: Mastered | undefined;
    };
