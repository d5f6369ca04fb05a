import type { Rational } from '../oracle/rational.ts';

export type VideoCodec =
  'h264' | 'hevc' | 'vp8' | 'vp9' | 'av1' | 'mpeg2' | 'mpeg4' | 'prores' | 'dnxhd' | 'mjpeg' | 'ffv1';

export type AudioCodec = 'aac' | 'opus' | 'vorbis' | 'mp3' | 'ac3' | 'mp2' | 'flac' | 'alac' | 'pcm';

export type Container = 'mp4' | 'mov' | 'mkv' | 'webm' | 'ts' | 'avi' | 'mxf' | 'flv';

/** Seconds of the camera's own clock: 0 is the instant of its first frame. Half-open. */
export type Stretch = readonly [fromSeconds: number, toSeconds: number];

export interface AudioSpec {
  readonly codec?: AudioCodec;
  readonly rate?: number;
  readonly channels?: number;
  readonly bitrate?: string;
  /** Seed of the noise; the camera's number unless told. Cameras that share it recorded one sound. */
  readonly voice?: number;
  /** Where this camera's time zero lies on the voice's clock (a camera switched on later). */
  readonly voiceOffsetSeconds?: number;
  /** The sound begins this much after the picture (or before it, if negative). */
  readonly startSeconds?: number;
  /** The sound ends this much before the picture. */
  readonly endEarlySeconds?: number;
  /** Stretches whose packets are lost: a gap in the timestamps, not silence. */
  readonly holes?: readonly Stretch[];
  /** A second track of other noise behind the first, not the default one. */
  readonly extraTrack?: boolean;
}

/**
 * Instead of a constant rate: presentation times in whole ms, the first of them 0, or frames dropped from
 * the grid by a pattern that repeats (`'1101'`: every third of four is missing; codes count the grid).
 */
type VariableRate = { readonly timesMs: readonly number[] } | { readonly keep: string };

interface ColourTags {
  readonly range?: 'tv' | 'pc';
  readonly primaries?: string;
  readonly transfer?: string;
  readonly matrix?: string;
}

/** What to film. Everything but the camera has a default: 10 s of 320×180 H.264 in MP4 at 30000/1001. */
export interface FootageSpec {
  readonly camera: number;
  readonly frames?: number;
  readonly seconds?: number;
  readonly rate?: { readonly num: number; readonly den: number };
  readonly size?: { readonly width: number; readonly height: number };
  readonly codec?: VideoCodec;
  readonly container?: Container;
  /** Frames from keyframe to keyframe. */
  readonly gop?: number;
  readonly bFrames?: number;
  readonly openGop?: boolean;
  readonly refs?: number;
  readonly pixelFormat?: string;
  readonly profile?: string;
  readonly preset?: string;
  readonly crf?: number;
  /** Shifts all timestamps of the file; players take it away again. */
  readonly startSeconds?: number;
  /** MP4 and MOV: the edit list hides the beginning; rounded to a whole frame. */
  readonly editListSeconds?: number;
  /** MP4 and MOV without sound: the edit list ends before the last pictures, as after a lossless trim; whole frames. */
  readonly trimmedSeconds?: number;
  readonly vfr?: VariableRate;
  /** `false`: no sound. */
  readonly audio?: AudioSpec | false;
  /** MP4 and MOV: how far a player turns the picture clockwise; the code is upright after it. */
  readonly rotation?: 0 | 90 | 180 | 270;
  /** MP4 and MOV: players mirror the picture left to right (a selfie); the code is upright after it. */
  readonly mirrored?: boolean;
  /** Sample aspect ratio, `4:3`. */
  readonly sar?: string;
  readonly colour?: ColourTags;
  /** Coded as fields, top first; both fields show the same instant. */
  readonly interlaced?: boolean;
  readonly complexity?: 'plain' | 'noisy';
  /** Put behind the encoder's own arguments. */
  readonly extraArgs?: readonly string[];
}

export interface FootageFrame {
  /** Presentation time in seconds after the source's time zero. */
  readonly pts: Rational;
  readonly code: number;
}

/** When the sound is there, on the source's time line, and which noise it is. */
export interface FootageAudio {
  readonly voice: number;
  /** The noise at source time `t` is the voice's noise at `t − voiceOriginSeconds`. */
  readonly voiceOriginSeconds: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly holes: readonly Stretch[];
  readonly rate: number;
  readonly channels: number;
}

/** A file and the truth about it, on contract time: 0 is the earliest of the file's tracks. */
export interface Footage {
  readonly path: string;
  readonly spec: FootageSpec;
  readonly camera: number;
  /** As a player shows it: turned, pixels square. */
  readonly display: { readonly width: number; readonly height: number };
  readonly frames: readonly FootageFrame[];
  /** Where the source's time zero lies on the file's own clock, in seconds. */
  readonly clockZero: Rational;
  /** End of the last frame. */
  readonly pictureEnd: Rational;
  readonly audio: FootageAudio | null;
}
