import { firstDifference } from '../../../edit/programme.ts';
import type { TakeRange } from '../../../edit/edit.ts';
import { gapsOf, recordedBy, type Gap } from '../model/take.ts';
import type { Player } from '../player/player.ts';
import type { LaidEdit } from '../player/steering.ts';
import { layoutFor, type TimelineLayout } from './layout.ts';
import { paintPlayhead, paintScene } from './paint-scene.ts';
import { onThemeChange, readPalette, type Palette } from './palette.ts';
import type { PictureStore } from './picture-store.ts';
import { partOf, type Selection } from './scene.ts';
import {
  bounded,
  fitted,
  meeting,
  resized,
  revealing,
  scrolled,
  xOf,
  zoomed,
  type Viewport,
} from './viewport.ts';

export interface SurfaceParts {
  /** The picture that stands. */
  readonly base: HTMLCanvasElement;
  /** The playhead over it. */
  readonly overlay: HTMLCanvasElement;
  readonly player: Player;
  readonly pictures: PictureStore;
}

/**
 * Draws the timeline, at most once a screen frame and only what changed: the standing picture when the edit
 * or the window moved, the playhead with each tick. React is not asked.
 */
export class TimelineSurface {
  readonly #parts: SurfaceParts;
  readonly #stops: (() => void)[];
  #score: LaidEdit | undefined;
  #selection: Selection | undefined;
  #gaps: readonly Gap[] = [];
  #recorded: ReadonlyMap<string, TakeRange> = new Map();
  #hover: number | undefined;
  #view: Viewport = { left: 0, scale: 1, width: 1 };
  #palette: Palette;
  #layout: TimelineLayout = layoutFor(0);
  #extra = 0;
  #followed = 0;
  #request = 0;
  #isBaseDirty = true;
  #isFitted = true;
  #onView: (() => void) | undefined;

  constructor(parts: SurfaceParts) {
    this.#parts = parts;
    this.#palette = readPalette(parts.base);
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(parts.base);
    this.#stops = [
      parts.player.onTick(() => this.#follow()),
      parts.pictures.onChange(() => this.#invalidate(true)),
      onThemeChange(() => {
        this.#palette = readPalette(parts.base);
        this.#invalidate(true);
      }),
      () => observer.disconnect(),
    ];
  }

  get view(): Viewport {
    return this.#view;
  }

  get layout(): TimelineLayout {
    return this.#layout;
  }

  get score(): LaidEdit | undefined {
    return this.#score;
  }

  /** Calls back when what is shown has moved. One listener is enough here. */
  set onView(listener: (() => void) | undefined) {
    this.#onView = listener;
  }

  show(score: LaidEdit, selection: Selection | undefined): void {
    const isFirst = this.#score === undefined || this.#score.programme.total === 0;
    const lanes = score.edit.angles.length;
    if (this.#layout.lanes.length !== lanes || isFirst) this.#layOut(lanes);
    const before = this.#score?.programme;
    const chosen = selection === this.#selection ? undefined : partOf(selection, score.programme);
    this.#score = score;
    this.#selection = selection;
    this.#gaps = gapsOf(score.edit, score.durations);
    this.#recorded = recordedBy(score.edit, score.durations);
    const { total } = score.programme;
    this.#setView(isFirst || this.#isFitted ? fitted(this.#view.width, total) : bounded(this.#view, total));
    const changed = before && firstDifference(before, score.programme);
    this.#reveal(chosen ?? (changed === undefined ? undefined : { from: changed, to: changed }));
  }

  /** Higher or lower than usual, in pixels. */
  setExtra(extra: number): void {
    this.#extra = extra;
    this.#layOut(this.#layout.lanes.length);
  }

  setHover(frame: number | undefined): void {
    if (frame === this.#hover) return;
    this.#hover = frame;
    this.#invalidate(false);
  }

  zoom(factor: number, x = xOf(this.#view, this.#parts.player.frame)): void {
    const around = Math.min(Math.max(x, 0), this.#view.width);
    this.#isFitted = false;
    this.#setView(zoomed(this.#view, this.#total, { factor, x: around }));
  }

  fit(): void {
    this.#isFitted = true;
    this.#setView(fitted(this.#view.width, this.#total));
  }

  scroll(pixels: number): void {
    this.#setView(scrolled(this.#view, this.#total, pixels));
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    for (const stop of this.#stops) stop();
  }

  get #total(): number {
    return this.#score?.programme.total ?? 0;
  }

  #setView(view: Viewport): void {
    this.#view = view;
    this.#invalidate(true);
    this.#onView?.();
  }

  /** The page turns when the playhead leaves it, however it was moved; a playhead that stands stays where it is. */
  #follow(): void {
    const { frame } = this.#parts.player;
    if (frame !== this.#followed) {
      this.#followed = frame;
      const view = revealing(this.#view, this.#total, frame);
      if (view !== this.#view) this.#setView(view);
    }
    this.#invalidate(false);
  }

  /** Turns to what was done or chosen, unless the playhead leads. */
  #reveal(part: { readonly from: number; readonly to: number } | undefined): void {
    if (part === undefined || this.#parts.player.speed !== 0) return;
    const view = meeting(this.#view, this.#total, part);
    if (view !== this.#view) this.#setView(view);
  }

  #layOut(lanes: number): void {
    this.#layout = layoutFor(lanes, this.#extra);
    this.#resize();
  }

  #resize(): void {
    const { base, overlay } = this.#parts;
    const width = base.clientWidth;
    const ratio = window.devicePixelRatio;
    for (const canvas of [base, overlay]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(this.#layout.height * ratio);
      canvas.style.height = `${this.#layout.height}px`;
    }
    if (width > 0) this.#setView(resized(this.#view, this.#total, width));
  }

  #invalidate(isBase: boolean): void {
    this.#isBaseDirty ||= isBase;
    if (this.#request === 0) this.#request = requestAnimationFrame(this.#draw);
  }

  readonly #draw = (): void => {
    this.#request = 0;
    if (this.#score === undefined) return;
    const scene = {
      ...{ score: this.#score, view: this.#view, layout: this.#layout, palette: this.#palette },
      ...{
        pictures: this.#parts.pictures,
        selection: this.#selection,
        gaps: this.#gaps,
        recorded: this.#recorded,
      },
    };
    const { player } = this.#parts;
    if (this.#isBaseDirty) onCanvas(this.#parts.base, (canvas) => paintScene(canvas, scene));
    this.#isBaseDirty = false;
    const at = { frame: player.speed === 0 ? player.frame : player.position, hover: this.#hover };
    onCanvas(this.#parts.overlay, (canvas) => paintPlayhead(canvas, scene, at));
  };
}

/** In pixels of the page, whatever those of the screen are. */
function onCanvas(element: HTMLCanvasElement, paint: (canvas: CanvasRenderingContext2D) => void): void {
  const canvas = element.getContext('2d');
  if (!canvas) return;
  const ratio = window.devicePixelRatio;
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(canvas);
}
