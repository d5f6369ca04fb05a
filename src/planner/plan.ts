import type { Warning } from '../contract/status.ts';
import type { Rational } from '../timeline/rational.ts';
import type { ColourFacts, StaticHdr, VideoFacts } from './facts.ts';

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
  /** The size that the source's pictures have first, as they are stored. */
  readonly stored: { readonly width: number; readonly height: number };
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
export type Pictures =
  | { readonly kind: 'black' }
  | {
      readonly kind: 'source';
      readonly source: number;
      /** Presentation ordinals of the first and the last picture. */
      readonly firstOrdinal: number;
      readonly lastOrdinal: number;
      /** Picture after picture is shown, one a frame: none is repeated or left out. */
      readonly isRun: boolean;
      /**
       * Instant of the container's clock, allowance included, in nanoseconds, that the first frame shows.
       * Regular runs are pinned to their first picture, so that the same pictures give the same span
       * wherever on the time line they are used.
       */
      readonly fromNanoseconds: bigint;
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

export type Span = EncodeSpan | CopySpan;

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
  /** H.264 and HEVC: what the copied neighbours use; undefined where nothing is copied. */
  readonly profile: string | undefined;
  readonly level: number | undefined;
}

export type AudioPlan =
  | {
      readonly kind: 'encode';
      readonly codec: 'aac' | 'opus';
      readonly sampleRate: number;
      readonly channels: number;
      readonly bitrateBps: number;
      readonly stretches: readonly SoundStretch[];
      readonly totalSamples: number;
      /** What of it is copied instead; undefined where nothing is. */
      readonly splice?: SoundSplice | undefined;
    }
  | {
      readonly kind: 'copy';
      readonly source: number;
      /** Packets `[fromPacket, toPacket)` of the source's sound. */
      readonly fromPacket: number;
      readonly toPacket: number;
      /** Samples at their start that are decoded but not heard. */
      readonly primingSamples: number;
      readonly totalSamples: number;
      readonly sampleRate: number;
      readonly channels: number;
    };

/** A track of AAC that is made of packets of its sources and of encoded ones, all on one grid. */
export interface SoundSplice {
  /** Packet *p* decodes to the output's samples `[1024·p − primingSamples, 1024·(p + 1) − primingSamples)`. */
  readonly primingSamples: number;
  /** Of the whole track. */
  readonly packets: number;
  /** In order; what lies before, between and behind them is encoded. */
  readonly copies: readonly SoundCopy[];
}

/** Output packets `[fromPacket, toPacket)` that are a source's own, from its packet `sourcePacket` on. */
export interface SoundCopy {
  readonly source: number;
  readonly fromPacket: number;
  readonly toPacket: number;
  readonly sourcePacket: number;
}

/** Output samples `[firstSample, endSample)` that come from one place: source sample = output sample + `shiftSamples`. */
export interface SoundStretch {
  readonly firstSample: number;
  readonly endSample: number;
  /** −1 is silence. */
  readonly source: number;
  /** In samples of the output's rate, from the source's time zero. */
  readonly shiftSamples: number;
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
  readonly warnings: readonly Warning[];
  /** Why the plan is what it is, in sentences. */
  readonly reasons: readonly string[];
}
