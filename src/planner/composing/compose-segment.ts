import type { PictureTiming } from '../../timeline/picture-timing.ts';
import { BLACK, readFrames, retime, type FrameTable } from '../../timeline/frame-table.ts';
import type { ClipView, Overlay } from '../../timeline/edl.ts';
import { placeView, type ClipPlace } from '../../timeline/time-model.ts';
import { subtract, toNumber, zero, type Rational } from '../../timeline/rational.ts';
import { evenPieces } from '../pictures/even-pieces.ts';
import type { KnownSource } from '../plan/plan-input.ts';
import type {
  ComposeSpan,
  Layer,
  OverLayer,
  PictureFormat,
  Ramp,
  LayeredScene,
  SourcePictures,
} from '../plan/plan.ts';
import { picturesFrom, type DecoderEntries } from '../pictures/tile-clip.ts';
import { treatPicture } from '../pictures/treat-picture.ts';
import type { FollowedEdl } from './follow-clips.ts';
import { placeArea } from './lay-views.ts';
import type { SceneOf } from './passing-slopes.ts';
import type { Segment } from './segments.ts';
import { wordsIn, type FrameRange } from './word-ranges.ts';

/** All that composed spans are made of. */
export interface Composing {
  readonly edl: FollowedEdl;
  readonly places: readonly ClipPlace[];
  readonly format: PictureFormat;
  /** By source index, with the keyframes of each. */
  readonly sources: readonly (ComposedSource | undefined)[];
  /** Longer spans are cut into pieces of this many frames. */
  readonly maxFrames: number;
}

export interface ComposedSource extends KnownSource {
  readonly entries: DecoderEntries;
}

/** The spans of a segment in which more is seen than one source as it is. */
export function composeSegment(work: Composing, segment: Segment): ComposeSpan[] {
  const { passing } = segment;
  const scenes = passing ? [passing.from, passing.to] : [ownScene(work, segment.clip)];
  const range = { ...segment, isHeld: passing !== undefined };
  const shown = scenes.map((scene) => viewsOf(work, scene, range));
  const overlays = segment.overlays.map(({ overlay, opacity }) => ({
    ...{ overlay, opacity },
    view: overlayView(work, overlay, segment),
  }));
  const views = [...shown.flat(), ...overlays.map(({ view }) => view)].filter((view) => view !== undefined);
  return cutWhereBlack(segment, views, work.maxFrames).map((piece): ComposeSpan => {
    const scene = (i: number): LayeredScene => ({
      canvas: scenes[i] === 'white' ? 'white' : 'black',
      layers: (shown[i] ?? []).flatMap((view) => layerOf(work, view, piece)),
    });
    const shift = piece.firstFrame - segment.firstFrame;
    return {
      kind: 'compose',
      clip: segment.clip,
      firstFrame: piece.firstFrame,
      frameCount: piece.endFrame - piece.firstFrame,
      composition: {
        scene: scene(0),
        ...(passing && { into: { scene: scene(1), weight: later(passing.weight, shift) } }),
        overlays: overlays.flatMap(({ overlay, opacity, view }) =>
          overLayerOf(work, { overlay, opacity: later(opacity, shift), view }, piece),
        ),
        words: segment.hasWords ? wordsIn(work.edl, piece, work.format.rate) : [],
      },
    };
  });
}

function later({ first, step }: Ramp, frames: number): Ramp {
  return { first: first + frames * step, step };
}

/** A view with what it shows at each frame of the segment. */
interface ShownView {
  readonly view: ClipView;
  readonly source: ComposedSource;
  /** Output frame *k* is its frame `k − firstFrame`. */
  readonly firstFrame: number;
  readonly frames: FrameTable;
  readonly pictures: (from: number, to: number) => SourcePictures;
}

interface ShownRange extends FrameRange {
  /**
   * Past the ends of a source its first and its last picture stay, as editors expect where one picture passes into
   * another.
   */
  readonly isHeld: boolean;
}

function ownScene({ edl, places }: Composing, clip: number): SceneOf {
  const [views = [], start] = [edl.clips[clip]?.views, places[clip]?.start];
  return start ? { views, start } : 'black';
}

function viewsOf(work: Composing, scene: SceneOf, range: ShownRange): ShownView[] {
  if (typeof scene === 'string') return [];
  return scene.views.flatMap((view) => showView(work, { view, start: scene.start, range }) ?? []);
}

interface ViewToShow {
  readonly view: ClipView;
  /** Where it begins, in seconds of the programme. */
  readonly start: Rational;
  readonly range: ShownRange;
}

/** What a view shows over a range of frames, which may lie outside of its clip. */
function showView(work: Composing, { view, start, range }: ViewToShow): ShownView | undefined {
  const source = work.sources[view.source];
  if (!source) return undefined;
  const { rate } = work.format;
  const timing = retime(source.index.timing, view.speed);
  const { firstFrame, endFrame, isHeld } = range;
  const viewPlace = placeView({ start, end: start, firstFrame, endFrame }, view);
  const table = readFrames(viewPlace, timing, rate);
  // The frame of the range at which the middle of the source is on screen: what is black lies before it or behind it.
  const middle = (toNumber(timing.end) / 2 - toNumber(viewPlace.shift)) * toNumber(rate) - firstFrame;
  const frames = isHeld ? holdEnds(table, timing, middle) : table;
  const clip = {
    ...{ clip: 0, source: view.source, speed: view.speed, place: viewPlace, rate, frames, timing },
    ...{ index: source.index, entries: source.entries },
  };
  return {
    ...{ view, source, firstFrame, frames },
    pictures: (start, end) =>
      picturesFrom(clip, { start, end, kind: isRun(frames, start, end) ? 'run' : 'sampled' }),
  };
}

/** Picture after picture, one a frame. */
function isRun(frames: FrameTable, start: number, end: number): boolean {
  const first = frames.at(start);
  for (let i = start; i < end; i++) if (frames.at(i) !== first + i - start) return false;
  return true;
}

/** Past the ends of a source its first and last picture; `middle` is the frame of its middle, which may lie outside. */
function holdEnds(frames: FrameTable, timing: PictureTiming, middle: number): FrameTable {
  const last = timing.pts.length - 1;
  if (last < 0) return frames;
  const at = (i: number) => {
    const ordinal = frames.at(i);
    return ordinal === BLACK ? (i < middle ? 0 : last) : ordinal;
  };
  return {
    length: frames.length,
    at,
    holds: function* () {
      for (const hold of frames.holds())
        yield hold.ordinal === BLACK ? { ...hold, ordinal: at(hold.start) } : hold;
    },
  };
}

/** The range in pieces in none of which a view turns black or comes out of it, and none too long for one child. */
function cutWhereBlack(range: FrameRange, views: readonly ShownView[], maxFrames: number): FrameRange[] {
  const bounds = new Set([range.firstFrame, range.endFrame]);
  for (const { frames, firstFrame } of views) {
    let wasBlack: boolean | undefined;
    for (const { start, ordinal } of frames.holds()) {
      const isBlack = ordinal === BLACK;
      if (wasBlack !== undefined && isBlack !== wasBlack) bounds.add(firstFrame + start);
      wasBlack = isBlack;
    }
  }
  const ends = [...bounds].sort((a, b) => a - b);
  return ends.slice(1).flatMap((end, i) => {
    const start = ends[i] ?? end;
    return evenPieces(start, end, maxFrames).map((piece) => ({
      firstFrame: piece.start,
      endFrame: piece.end,
    }));
  });
}

function layerOf({ format }: Composing, shown: ShownView, piece: FrameRange): Layer[] {
  const pictures = picturesIn(shown, piece);
  if (!pictures) return [];
  const place = placeArea(shown.view.area, format);
  const treatment = treatPicture(shown.source.facts.video, {
    ...format,
    width: place.width,
    height: place.height,
  });
  return [{ pictures, treatment, place, look: shown.view.look ?? {} }];
}

/** Undefined where nothing of it is seen. */
function picturesIn(
  { frames, firstFrame, pictures }: ShownView,
  piece: FrameRange,
): SourcePictures | undefined {
  const start = piece.firstFrame - firstFrame;
  return frames.at(start) === BLACK ? undefined : pictures(start, piece.endFrame - firstFrame);
}

/** An overlay plays from its beginning while it is seen. */
function overlayView(work: Composing, overlay: Overlay, range: FrameRange): ShownView | undefined {
  const view = { source: overlay.source, inPoint: subtract(zero, overlay.from) };
  return showView(work, { view, start: zero, range: { ...range, isHeld: false } });
}

interface OverlayToLay {
  readonly overlay: Overlay;
  readonly opacity: Ramp;
  readonly view: ShownView | undefined;
}

function overLayerOf(
  { format }: Composing,
  { overlay, opacity, view }: OverlayToLay,
  piece: FrameRange,
): OverLayer[] {
  const pictures = view && picturesIn(view, piece);
  if (!pictures) return [];
  const aspect = Number(format.pixelAspect.num) / Number(format.pixelAspect.den);
  const shorter = Math.min(format.width * aspect, format.height);
  return [
    {
      pictures,
      treatment: treatPicture(view.source.facts.video, format),
      width: Math.max(2, 2 * Math.round((overlay.width * format.width) / 2)),
      anchor: overlay.anchor,
      margin: Math.round(overlay.margin * shorter),
      opacity,
    },
  ];
}
