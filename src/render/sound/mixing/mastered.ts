import type { SoundChunk } from '../sound-chunk.ts';

/** What was asked of the loudness of the programme, and what came of it. */
export interface Mastered {
  /** LUFS that were asked for. */
  readonly target: number;
  /** LUFS of what the encoder made of it; −Infinity where it is silent. */
  readonly loudness: number;
  /** dBTP that it keeps below. */
  readonly truePeak: number;
}

export interface MixedProgramme {
  /** The raw programme, as it is encoded. */
  readonly pcm: string;
  /** What its loudness is, in LUFS; undefined where nobody asked. */
  readonly loudness: number | undefined;
  /** Writes it into another file, with more or less of it, for a codec that changes it. */
  readonly writeAgain: (change: MixChange, pcm: string) => Promise<void>;
}

/** In decibels, beside the mixed programme. */
export interface MixChange {
  /** Peaks are so much lower at most. */
  readonly lowerPeaks: number;
  /** All of it is so much louder, but for its peaks; in steps (`gainInStep`). */
  readonly louder: number;
}

/** What was made of a recipe by an export before this one. */
export interface KnownMaster {
  readonly chunks: readonly SoundChunk[];
  readonly mastered: Mastered | undefined;
  /** What was changed of the mix before it was encoded for the last time. */
  readonly change: MixChange;
}

/** The whole programme as chunks of AAC. */
export interface MasteredAac extends Omit<KnownMaster, 'change'> {
  /** The raw programme that they were encoded from; mixed again where the chunks were there already. */
  readonly pcm: () => Promise<string>;
}
