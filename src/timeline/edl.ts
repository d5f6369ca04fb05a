import { add, multiply, zero, type Rational } from './rational.ts';

/** One file as the edit names it. */
export interface EdlSource {
  readonly id: string;
  /** For people: what the editor calls this camera. */
  readonly name: string;
  /** As the wire says it; `media` resolves it to a file inside the library. */
  readonly path: string;
  /**
   * The source that goes on, without a gap, where this one ends: cameras begin a new file every few minutes. What is
   * asked of this one past its end comes from there.
   */
  readonly next?: number;
}

/** A rectangle in shares of the width and the height that it lies in, each 0..1. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a picture is brought into a place of another shape. */
export interface Look {
  /** `contain` (the default): all of it is seen, with black around it. `cover`: the place is filled, and what is over is cut off. */
  readonly fit?: 'contain' | 'cover';
  /** What of the picture as shown is used at all. */
  readonly crop?: Area;
  /** With `cover`: the point that stays in the middle as far as it can, in shares of what is used; its middle by default. */
  readonly focus?: readonly [number, number];
}

/** Pictures of one source in one place of the frame. */
export interface ClipView {
  readonly source: number;
  /** Source time, in seconds, that is seen when the clip begins. */
  readonly inPoint: Rational;
  /** Seconds of the source for each second of the programme: 1 plus the drift of its clock. 1 where it is left out. */
  readonly speed?: Rational;
  /** Its place in the frame; all of it where it is left out. */
  readonly area?: Area;
  readonly look?: Look;
}

/** How a cut is passed: one picture into the other, or through black or white. Centred on the cut, whose time it leaves as it is. */
export interface ClipTransition {
  readonly kind: 'dissolve' | 'fade-black' | 'fade-white';
  readonly seconds: Rational;
}

/** One clip passes into another. */
export interface ClipPassing extends ClipTransition {
  /** When the cut is, in seconds from the beginning of the clip that has this; before it, or past its end, where an edit was cut. */
  readonly cut: Rational;
  /** The clips on either side, as long as they are in the whole edit. */
  readonly before: Clip;
  readonly into: Clip;
}

/** What is seen for a stretch of the programme. */
export interface Clip {
  /** Seconds of the programme. */
  readonly duration: Rational;
  /** At least one; later ones lie above earlier ones. */
  readonly views: readonly ClipView[];
  /** It may lie outside its sources altogether, and is black then; otherwise that is an error. */
  readonly mayBeBlack?: boolean;
  /** What people count it as, from 1; its place in the list where it is left out. */
  readonly number?: number;
  /** Into this clip, from the one before it. */
  readonly transition?: ClipTransition;
  /** In a stretch of an edit, instead of `transition`: the passing into it, and of its last clip the one out of it. */
  readonly passings?: readonly ClipPassing[];
}

/** What one voice plays for a stretch of the programme. */
export interface HeardClip {
  /** Seconds of the programme. */
  readonly duration: Rational;
  /** Undefined: silence. */
  readonly source: number | undefined;
  /** Source time, in seconds, that is heard when the stretch begins. */
  readonly inPoint: Rational;
  /** As in a `ClipView`. */
  readonly speed?: Rational;
  /** The source begins again at its start where it ends; an in point behind its end counts on from there. */
  readonly isLooped?: boolean;
}

/** One line of sound through the whole programme; all of them are heard together. */
export interface Voice {
  /** In order, from the start of the programme; behind the last one it is silent. */
  readonly clips: readonly HeardClip[];
  /** Decibels; 0 where it is left out. */
  readonly gainDb?: number;
  /** Which channel of its sources is heard, on both sides; all as they are where it is left out. */
  readonly channel?: 'left' | 'right' | 'mono';
  /** By so many decibels it goes down while voices without this are heard. */
  readonly duckDb?: number;
  /** Seconds at the beginning and at the end of what it plays. */
  readonly fadeIn?: number;
  readonly fadeOut?: number;
  /**
   * Between which instants of the programme, in seconds, it fades in and out; from the first to the last that it plays
   * where it is left out. Where an edit was cut they may lie outside it.
   */
  readonly fadeSpan?: { readonly from: Rational; readonly to: Rational };
}

/** What is done to the sound of the whole programme. */
export interface Mastering {
  /** LUFS, integrated over the programme (ITU-R BS.1770-4); left as it is where it is left out. */
  readonly loudness?: number;
  /** dBTP that are never exceeded; only with a loudness. */
  readonly truePeak?: number;
  /** Seconds at the beginning and at the end of the programme. */
  readonly fadeIn?: number;
  readonly fadeOut?: number;
}

/** A picture over the programme; `from` and `to` in seconds of it, and outside it where the edit was cut. */
export interface Overlay {
  readonly source: number;
  readonly from: Rational;
  readonly to: Rational;
  readonly anchor: Anchor;
  /** Distance from the edges it is anchored to, in shares of the frame's shorter side. */
  readonly margin: number;
  /** In shares of the frame's width; its height follows from its shape. */
  readonly width: number;
  /** 0..1 */
  readonly opacity: number;
  /** Seconds in which it comes and goes. */
  readonly fade: Rational;
}

export type Anchor =
  'top-left' | 'top' | 'top-right' | 'left' | 'centre' | 'right' | 'bottom-left' | 'bottom' | 'bottom-right';

/** Words over the programme; `from` and `to` in seconds of it, and outside it where the edit was cut. */
export interface Title {
  readonly text: string;
  readonly style: 'lower-third' | 'centre' | 'plain';
  readonly from: Rational;
  readonly to: Rational;
}

/** One caption; `from` and `to` in seconds of the programme. */
export interface Caption {
  readonly text: string;
  readonly from: Rational;
  readonly to: Rational;
}

/** Captions that lie in a file (SubRip or WebVTT, in seconds of the programme), and where they go beside the pictures. */
export interface CaptionUse {
  readonly source: number;
  /** A track of the movie that players can show. */
  readonly isTrack: boolean;
  /** A file beside the movie. */
  readonly isSidecar: boolean;
}

export interface Chapter {
  /** Seconds of the programme. */
  readonly time: Rational;
  readonly title: string;
}

/** The edit decision list: what the programme holds, in order. Every wire version normalises to this. */
export interface Edl {
  readonly sources: readonly EdlSource[];
  /** What is seen, in its order. */
  readonly clips: readonly Clip[];
  /** What the config calls them; `segments` where it is left out. */
  readonly clipsAre?: 'shots';
  /** What is heard. */
  readonly voices: readonly Voice[];
  readonly mastering?: Mastering;
  readonly overlays?: readonly Overlay[];
  readonly titles?: readonly Title[];
  /** Captions that are part of the picture. */
  readonly burnedCaptions?: readonly Caption[];
  readonly chapters?: readonly Chapter[];
  readonly captions?: CaptionUse;
}

/** Length of the programme, in seconds. */
export function edlDuration({ clips }: Pick<Edl, 'clips'>): Rational {
  return clips.reduce<Rational>((sum, { duration }) => add(sum, duration), zero);
}

/** Every source that is seen or heard, or goes on where one of those ends. */
export function usedSourcesOf({ sources, clips, voices, overlays = [] }: Edl): ReadonlySet<number> {
  const used = new Set<number>();
  const use = (source: number | undefined) => {
    for (let next = source; next !== undefined && !used.has(next); next = sources[next]?.next) used.add(next);
  };
  for (const { views } of clips) for (const { source } of views) use(source);
  for (const voice of voices) for (const { source } of voice.clips) use(source);
  for (const { source } of overlays) use(source);
  return used;
}

/** Source time, in seconds, at which a view or a sound of this length ends. */
export function outPointOf(
  { inPoint, speed }: Pick<ClipView | HeardClip, 'inPoint' | 'speed'>,
  duration: Rational,
): Rational {
  return add(inPoint, speed ? multiply(duration, speed) : duration);
}
