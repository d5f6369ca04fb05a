import type { PictureTiming } from '../../timeline/picture-timing.ts';
import type { Rational } from '../../timeline/rational.ts';

/** How a stream says its colours are to be read; undefined where it does not say. Names are FFmpeg's. */
export interface ColourFacts {
  readonly primaries?: string;
  readonly transfer?: string;
  readonly matrix?: string;
  readonly range?: 'tv' | 'pc';
}

/** The screen that the pictures were mastered on (SMPTE ST 2086), in the units of the bitstream. */
export interface MasteringDisplay {
  /** x and y of green, blue, red and white, in 1/50,000. */
  readonly chromaticities: readonly [number, number, number, number, number, number, number, number];
  /** In 1/10,000 cd/m². */
  readonly maxLuminance: number;
  readonly minLuminance: number;
}

/** How bright the pictures get (CTA-861.3), in cd/m². */
export interface ContentLight {
  readonly maxContent: number;
  readonly maxAverage: number;
}

/** What holds for all pictures of a stream of high dynamic range. */
export interface StaticHdr {
  readonly mastering?: MasteringDisplay;
  readonly light?: ContentLight;
}

export interface HdrFacts extends StaticHdr {
  /** What differs from picture to picture, by its name; undefined where there is nothing of the kind. */
  readonly dynamic?: 'HDR10+' | 'Dolby Vision';
}

/** The pieces of a picture track that its edit list shows, in order, where it has several. Times in ticks of the track. */
export interface PictureEdits {
  /** Ticks a second. */
  readonly timescale: number;
  readonly pieces: readonly PictureEdit[];
}

/** Pictures whose own time lies in `[first, end)` are shown; what is on screen at `from` of the track appears at `at`. */
export interface PictureEdit {
  readonly first: number;
  readonly end: number;
  readonly from: number;
  readonly at: number;
}

export interface VideoFacts {
  readonly streamIndex: number;
  readonly codec: string;
  readonly profile: string;
  readonly level: number;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly hasAlpha: boolean;
  /** Its transparency lies beside its pictures, as pictures of another stream with keyframes of their own. */
  readonly hasAlphaLayer: boolean;
  /** Size in pixels of what is shown of the stored pictures, before rotation and pixel aspect. */
  readonly width: number;
  readonly height: number;
  /** Where that is less than all of them: its place in them. FFmpeg crops to it from 7.1 on, and earlier ones do not. */
  readonly aperture?: { readonly x: number; readonly y: number };
  readonly pixelAspect: Rational;
  /** Clockwise turn that a player applies, in degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly isMirrored: boolean;
  readonly isInterlaced: boolean;
  readonly colour: ColourFacts;
  /** Of PQ and HLG only. */
  readonly hdr?: HdrFacts;
  /** Nominal rate, snapped to the rate it stands for. */
  readonly rate: Rational;
  readonly timebase: Rational;
  /** Highest number of frames that wait for reordering, as the decoder reports it. */
  readonly reorderDepth: number;
  /**
   * Of a container that only says when pictures are decoded (AVI), where they are reordered: by how much later FFmpeg shows
   * each, in seconds. Then the index has the times that FFmpeg gives them, and ordinals by the order of decoding.
   */
  readonly decodeLag?: Rational;
  /** An AVI with chunks that are empty, where frames were dropped: FFmpeg counts those wrong after a seek. */
  readonly hasEmptyChunks?: boolean;
  /** Where a chunk that is empty follows each (FFmpeg copies so into AVI): seconds between two pictures at least. */
  readonly leastGap?: Rational;
  /** Bits per second over the whole track; undefined where unknown. */
  readonly bitrateBps?: number;
  /** Undefined where there is one piece, or where FFmpeg has to make of the edit list what it can. */
  readonly edits?: PictureEdits;
}

export interface AudioFacts {
  readonly streamIndex: number;
  readonly codec: string;
  readonly profile: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly layout: string;
  /** Tracks that are heard together, or how channels of no known place are mixed; undefined: the track as it is. */
  readonly voices?: readonly SoundVoice[];
  /** The pieces of the track that are heard, in order, where its container cuts it up. */
  readonly edits?: readonly SoundEdit[];
}

/** A track, and how loud each of its channels is heard on either side; without gains it is mixed by its layout. */
export interface SoundVoice {
  readonly streamIndex: number;
  readonly left?: readonly number[];
  readonly right?: readonly number[];
}

/** `[from, to)` of a track's own clock is heard from `at` of the container's clock on; exact seconds. */
export interface SoundEdit {
  readonly from: Rational;
  readonly to: Rational;
  readonly at: Rational;
}

/** One track of the file, also those that are not used. */
export interface TrackFacts {
  readonly index: number;
  readonly kind: 'video' | 'audio' | 'other';
  readonly codec: string;
  readonly isCoverArt: boolean;
  readonly isDefault: boolean;
  /** False where its codec is one that is not decoded. */
  readonly isDecodable?: boolean;
}

/** What is known of a source file of which only the sound is used. Times are exact seconds. */
export interface SoundFacts {
  /** Changes whenever the content may have changed: size, time of modification, hash of head and tail. */
  readonly identity: string;
  readonly bytes: number;
  readonly container: string;
  /** The instant of the container's clock that is the source's time zero. */
  readonly origin: Rational;
  /** Where the source ends, in seconds from its time zero. */
  readonly end: Rational;
  readonly audio: AudioFacts | null;
  readonly tracks: readonly TrackFacts[];
}

/** What is known of one source file that has a picture. */
export interface SourceFacts extends SoundFacts {
  /** What its pictures take once more on the disk, where they are repackaged to be copied from; at most. */
  readonly repackagedBytes?: number;
  /** Of its first picture, as the camera wrote it; undefined where it wrote none. */
  readonly timecode?: string;
  readonly video: VideoFacts;
}

/** Packets of sound that can be copied: one unbroken row. Samples count from the source's time zero, at its own rate. */
export interface SoundIndex {
  readonly sampleRate: number;
  readonly channels: number;
  readonly samplesPerPacket: number;
  readonly packets: number;
  /** Where the first packet's first decoded sample lies; negative for an encoder's run-up. */
  readonly firstSample: number;
  /** Samples `[heardFrom, heardUntil)` are heard. */
  readonly heardFrom: number;
  readonly heardUntil: number;
  /** Its packets may stand in one track with those that are encoded: AAC-LC, 48 kHz, stereo, nothing more. */
  readonly isSpliceable?: boolean;
}

/** What may start at a packet. */
export const BOUNDARY = {
  none: 0,
  /** The container calls it a keyframe, but the bitstream may still look back (an open GOP). */
  keyframe: 1,
  /** An IDR picture (or a VP9/AV1 keyframe): a stream copy may start here. */
  idr: 2,
  /**
   * A keyframe from which on, up to the next one of another kind, the pictures are not what the facts of the source
   * say: of another size, depth, shape or colour.
   */
  other: 4,
  /** A HEVC CRA picture: a copy may start here once its leading pictures are left out. */
  cra: 3,
  /**
   * An H.264 I-picture at a recovery point from which on what is shown is exact: a copy may start here once its leading
   * pictures are left out and the slice headers after it are rewritten.
   */
  recovery: 5,
} as const;

/** Every picture of a source: when it is shown, and in which order it is stored. */
export interface PictureIndex {
  /** Presentation order; only pictures that a player shows. */
  readonly timing: PictureTiming;
  /**
   * Decode order: the presentation ordinal of each packet. Of one that is decoded but not shown (an edit list leaves
   * it out) −1 − n, where n shown pictures come before it in presentation.
   */
  readonly rank: Int32Array;
  /** Decode order: one of `BOUNDARY`. */
  readonly boundary: Uint8Array;
  /** Decode order: bytes of each packet. */
  readonly size: Uint32Array;
}

/** All that is known of one source that is heard. */
export interface KnownSound {
  readonly facts: SoundFacts & { readonly video?: VideoFacts };
  /** Of its pictures, where it has some. */
  readonly index?: PictureIndex | undefined;
  /** Its packets of sound, where they can be copied. */
  readonly sound?: SoundIndex | undefined;
}
