import type { Look } from '../../timeline/edl.ts';
import type { Rational } from '../../timeline/rational.ts';

/** One encoded output as the config asks for it; the planner decides what it becomes. */
export interface RenditionRequest {
  readonly format: 'mp4' | 'webm';
  /** `copy` is smart render: every GOP that can be copied is copied. */
  readonly codec: 'copy' | 'h264' | 'h265' | 'av1';
  readonly width: number;
  readonly height: number;
  readonly rate: Rational;
  readonly includeAudio: boolean;
  /** Somebody has asked for this very size and rate: with `copy` it counts where nothing can be copied. */
  readonly isSized?: boolean;
}

/** A stretch of the programme, in its seconds; half open. */
export interface ProgrammeRange {
  readonly from: Rational;
  readonly to: Rational;
}

/** How good encoded pictures are: words for people, a number for those who know what they want. */
export type Quality = 'draft' | 'standard' | 'high' | { readonly crf: number };

interface OutputPart {
  /** Names the output within its export. */
  readonly id: string;
  /** The whole programme where it is left out. */
  readonly range?: ProgrammeRange;
  /** LUFS and dBTP of this output; as the edit says where they are left out. */
  readonly loudness?: number;
  readonly truePeak?: number;
}

/** A file with pictures, and sound if asked for. */
export interface MovieRequest extends OutputPart {
  readonly kind: 'movie';
  readonly rendition: RenditionRequest;
  readonly quality: Quality;
  readonly burnsCaptions: boolean;
  /** What of a source is seen where this output's shape differs; by index of the source. */
  readonly looks: ReadonlyMap<number, Look>;
}

/** A file of sound alone. */
export interface SoundRequest extends OutputPart {
  readonly kind: 'sound';
  readonly format: 'm4a' | 'mp3' | 'wav' | 'flac' | 'opus';
}

/** One picture of the programme. */
export interface StillRequest {
  readonly id: string;
  readonly kind: 'still';
  readonly format: 'jpeg' | 'png';
  /** Seconds of the programme. */
  readonly at: Rational;
  /** Pixels; as the programme where both are left out, in its shape where one is. */
  readonly width?: number;
  readonly height?: number;
}

/** One file that an export is asked for. */
export type OutputRequest = MovieRequest | SoundRequest | StillRequest;
