import type { Quality } from '../../contract/exports/rendition.ts';
import type { Warning } from '../../contract/exports/status.ts';
import type { Anchor, Look, Title } from '../../timeline/edl.ts';
import type { AudioPlan, SoundFormat } from './audio-plan.ts';
import type { Rational } from '../../timeline/rational.ts';
import type { ColourFacts, StaticHdr, VideoFacts } from '../facts/facts.ts';

/** Grows whenever the same input would give other bytes: it is part of every chunk's key. */
export const PLANNER_VERSION = 1;

export type PictureCodec = 'h264' | 'h265' | 'vp9' | 'av1';

/** Where the picture sits in the output frame, in pixels; the rest is black. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
}

/** How a source's pictures become pictures of the output. */
export interface Treatment {
  readonly isDeinterlaced: boolean;
  /** The size that what is shown of the source's pictures has first, as they are stored. */
  readonly stored: { readonly width: number; readonly height: number };
  /** Where that is less than all of them: its place in them. */
  readonly aperture?: { readonly x: number; readonly y: number };
  /** See `VideoFacts`: what FFmpeg hands out last has no times, and gets them closer together than that. */
  readonly leastGap?: Rational;
  /** What a player does to them: mirrored left to right, after the turn. */
  readonly turn: Pick<VideoFacts, 'rotation' | 'isMirrored'>;
  /** Undefined: the picture already has the output's size and shape. */
  readonly placement: Placement | undefined;
  readonly colour: ColourTreatment;
  /** The picture has an alpha channel and is laid on black. */
  readonly isLaidOnBlack: boolean;
}

export type ColourTreatment =
  | { readonly kind: 'keep' }
  /** Matrix and range are converted: `from` names what the source has. */
  | { readonly kind: 'convert'; readonly from: Required<ColourFacts> }
  /** High dynamic range is tone-mapped to SDR. */
  | { readonly kind: 'tone-map'; readonly from: Required<ColourFacts> };

/**
 * Which pictures an encoded span shows: at each frame of the output grid the one that is on screen then
 * (which repeats and skips pictures where the rates differ), or none.
 */
export type Pictures = { readonly kind: 'black' } | SourcePictures;

/** A number that changes evenly from frame to frame: `first` at the first one of the span, `step` more at each. */
export interface Ramp {
  readonly first: number;
  readonly step: number;
}

/** Pictures of one source in one place of the frame. */
export interface Layer {
  readonly pictures: SourcePictures;
  readonly treatment: Treatment;
  /** In pixels of the output, on even ones. */
  readonly place: Placement;
  readonly look: Look;
}

/** Layers on a plain colour, later ones above earlier ones. */
export interface LayeredScene {
  readonly canvas: 'black' | 'white';
  readonly layers: readonly Layer[];
}

/** A picture with transparency above everything else. */
export interface OverLayer {
  readonly pictures: SourcePictures;
  readonly treatment: Treatment;
  readonly width: number;
  readonly anchor: Anchor;
  /** Distance from the edges it is anchored to, in pixels. */
  readonly margin: number;
  readonly opacity: Ramp;
}

/** Words over the picture; seconds from the first frame of the span, which they may reach out of. */
export interface ShownWords {
  readonly text: string;
  readonly style: Title['style'] | 'caption';
  readonly from: number;
  readonly to: number;
}

/** Several pictures in one frame, one passing into another, or something above them. */
export interface Composition {
  readonly scene: LayeredScene;
  /** The scene passes into this one: by how much, 0..1. */
  readonly into?: { readonly scene: LayeredScene; readonly weight: Ramp };
  readonly overlays: readonly OverLayer[];
  readonly words: readonly ShownWords[];
}

export type SourcePictures = {
  readonly kind: 'source';
  readonly source: number;
  /** Presentation ordinals of the first and the last picture. */
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
  /** Picture after picture is shown, one a frame: none is repeated or left out. */
  readonly isRun: boolean;
  /**
   * Instant of the container's clock, allowance included, in nanoseconds, that the first frame shows; divided by
   * `speed` where there is one.
   * Regular runs are pinned to their first picture, so that the same pictures give the same span
   * wherever on the time line they are used.
   */
  readonly fromNanoseconds: bigint;
  /** Seconds of the source for each second of the programme, whose clock `fromNanoseconds` counts; 1 where it is left out. */
  readonly speed?: Rational;
  /** The first picture comes on screen after `from`: it is shown from the start all the same. */
  readonly isFirstHeld: boolean;
  /**
   * Decoding starts at the file's, which is in the middle of a GOP: what decoders make of the pictures before this
   * instant of the container's clock, in nanoseconds, is not looked at. Undefined: the file begins as it should.
   */
  readonly notBeforeNanoseconds?: bigint;
  /** The last picture of the source is reached: it is held to the end. */
  readonly isLastHeld: boolean;
  readonly seek: SeekPoint;
};

/** Where to start decoding: a keyframe's instant on the container's clock, in seconds. */
export interface SeekPoint {
  readonly seconds: Rational;
  readonly isFileStart: boolean;
}

interface SpanPlace {
  /** Output frames `[firstFrame, firstFrame + frameCount)`. */
  readonly firstFrame: number;
  readonly frameCount: number;
  /** Index of the clip it belongs to; no span crosses a clip. */
  readonly clip: number;
}

export interface EncodeSpan extends SpanPlace {
  readonly kind: 'encode';
  readonly pictures: Pictures;
}

export interface CopySpan extends SpanPlace {
  readonly kind: 'copy';
  readonly source: number;
  readonly firstOrdinal: number;
  /** Packets `[fromPacket, toPacket)` in decode order, but for the leading pictures of a CRA at the start. */
  readonly fromPacket: number;
  readonly toPacket: number;
  /** How many packets right after the first are left out (RASL pictures of a CRA). */
  readonly skippedPackets: number;
}

/** A span in which more is seen than the pictures of one source as they are. */
export interface ComposeSpan extends SpanPlace {
  readonly kind: 'compose';
  readonly composition: Composition;
}

export type Span = EncodeSpan | CopySpan | ComposeSpan;

/** What every encoded picture of the export is encoded to. */
export interface PictureFormat {
  readonly codec: PictureCodec;
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: Rational;
  readonly rate: Rational;
  readonly pixelFormat: string;
  readonly colour: Required<ColourFacts>;
  /** Stands on every picture, copied or encoded; undefined where there is none. */
  readonly hdr?: StaticHdr | undefined;
  /** Frames from one IDR to the next at most. */
  readonly gopFrames: number;
  /** Encoded spans stand between copied ones and must not be seen. */
  readonly isMatched: boolean;
  /** Of what stands between copied spans nobody says how good it is: it must not be told from them. */
  readonly quality?: Quality;
  /** H.264 and HEVC: what the copied neighbours use; undefined where nothing is copied. */
  readonly profile: string | undefined;
  readonly level: number | undefined;
}

export interface ExportPlan {
  readonly plannerVersion: number;
  readonly container: 'mp4' | 'webm';
  readonly format: PictureFormat;
  readonly frames: number;
  readonly spans: readonly Span[];
  /** By source index; only those that are encoded from. */
  readonly treatments: ReadonlyMap<number, Treatment>;
  readonly audio: AudioPlan | null;
  /** The sound is a file of its own, of this kind, and there are no pictures. */
  readonly soundFile?: SoundFormat;
  readonly warnings: readonly Warning[];
  /** Why the plan is what it is, in sentences. */
  readonly reasons: readonly string[];
}
