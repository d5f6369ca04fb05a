import type { BlockSums } from '../../shared/block-sums.ts';
import type { RunSamples } from './picture-run.ts';

/** The NAL units of one type become another (HEVC): a CRA whose leading pictures are gone is a BLA. */
export interface NalPatch {
  /** Decode order within the run; undefined: in all samples. */
  readonly sample?: number | undefined;
  readonly from: number;
  readonly to: number;
}

/** Pictures of one file that follow one another in the movie. */
export interface PictureRun {
  readonly path: string;
  /** Of a chunk: what its content has to be. Undefined: the file is taken as it is. */
  readonly sums?: BlockSums | undefined;
  readonly samples: RunSamples;
  /** A whole `stsd` entry of the source. Runs whose entries are equal after `normaliseEntry` share one. */
  readonly sampleEntry: Uint8Array;
  /**
   * NAL units, each behind four bytes of length (`parameterSetPrefix`), to stand in front of every keyframe,
   * after its access unit delimiter: parameter sets, and what is said of brightness. Undefined: the samples are copied as they are.
   */
  readonly parameterSets?: Uint8Array | undefined;
  /** Bytes of the lengths in the source's samples, 4 unless said otherwise; the movie always has 4. */
  readonly nalLengthSize?: number | undefined;
  readonly patches?: readonly NalPatch[] | undefined;
}

export interface PictureTrackSpec {
  /** Ticks per second. */
  readonly timescale: number;
  /** Every picture lasts exactly this long. */
  readonly ticksPerFrame: number;
  readonly width: number;
  readonly height: number;
  /** Shape of a pixel, width to height; square unless said otherwise. */
  readonly pixelAspect?: { readonly h: number; readonly v: number } | undefined;
  /** In presentation order; none may be empty. */
  readonly runs: readonly PictureRun[];
}

/** Packets of sound in one file, in order. */
export interface SoundRun {
  readonly path: string;
  /** Of a chunk: what its content has to be. */
  readonly sums?: BlockSums | undefined;
  readonly offset: Float64Array;
  readonly size: Uint32Array;
}

export interface SoundTrackSpec {
  readonly sampleRate: number;
  /** A whole `stsd` entry; `aacSampleEntry` makes one. */
  readonly sampleEntry: Uint8Array;
  /** 1024 for AAC. */
  readonly samplesPerPacket: number;
  /** Samples at the start that are decoded but not heard. */
  readonly primingSamples: number;
  /** Samples that are heard. */
  readonly totalSamples: number;
  readonly runs: readonly SoundRun[];
}

export interface TextSample {
  readonly bytes: Uint8Array;
  /** At least one tick of the pictures. */
  readonly ticks: number;
}

/** Words that go with the pictures, in ticks of those. */
export interface TextTrackSpec {
  readonly kind: 'captions' | 'chapters';
  /** A whole `stsd` entry. */
  readonly sampleEntry: Uint8Array;
  /** Ticks of the movie before the first sample. */
  readonly delayTicks: number;
  /** One after another without a gap; they end no later than the pictures. */
  readonly samples: readonly TextSample[];
}

/** One movie: what its tracks hold and in which files that lies. */
export interface MovieSpec {
  readonly video: PictureTrackSpec;
  readonly audio?: SoundTrackSpec | undefined;
  /** At most one of each kind. */
  readonly texts?: readonly TextTrackSpec[] | undefined;
  /** A whole `udta` box of the movie. */
  readonly userData?: Uint8Array | undefined;
}
