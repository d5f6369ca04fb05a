/** Which part of the programme the timeline shows. */
export interface Viewport {
  /** The programme frame at the left edge; fractional. */
  readonly left: number;
  /** Pixels a frame. */
  readonly scale: number;
  /** Of the drawing, in pixels. */
  readonly width: number;
}

/** Room beyond the last frame, as a share of the window, so that the end can be taken hold of. */
const marginShare = 0.04;
/** A frame is never drawn wider than this, in pixels. */
const widestFrame = 40;

export function xOf({ left, scale }: Viewport, frame: number): number {
  return (frame - left) * scale;
}

export function frameAtX({ left, scale }: Viewport, x: number): number {
  return left + x / scale;
}

/** Shows the whole programme. */
export function fitted(width: number, total: number): Viewport {
  return { left: 0, scale: fittingScale(width, total), width };
}

/** Nearer or further by a factor; what lies at `x` stays there. */
export function zoomed(
  view: Viewport,
  total: number,
  { factor, x }: { factor: number; x: number },
): Viewport {
  const least = fittingScale(view.width, total);
  const scale = Math.min(Math.max(view.scale * factor, least), Math.max(widestFrame, least));
  return bounded({ ...view, scale, left: frameAtX(view, x) - x / scale }, total);
}

/** Moved by pixels; positive shows what comes later. */
export function scrolled(view: Viewport, total: number, pixels: number): Viewport {
  return bounded({ ...view, left: view.left + pixels / view.scale }, total);
}

/** Turned to the page that shows `frame`, if it is not shown. */
export function revealing(view: Viewport, total: number, frame: number): Viewport {
  const x = xOf(view, frame);
  if (x >= 0 && x <= view.width) return view;
  return bounded({ ...view, left: frame - (view.width * 0.1) / view.scale }, total);
}

/** Turned to the page where `[from, to]` begins, if none of it is shown. */
export function meeting(
  view: Viewport,
  total: number,
  { from, to }: { readonly from: number; readonly to: number },
): Viewport {
  const isShown = xOf(view, from) <= view.width && xOf(view, to) >= 0;
  return isShown ? view : revealing(view, total, from);
}

/** The same part of the programme in a window of another width; all of it if all of it was shown. */
export function resized(view: Viewport, total: number, width: number): Viewport {
  const wasFitted = view.scale <= fittingScale(view.width, total) * 1.001;
  return wasFitted ? fitted(width, total) : bounded({ ...view, width }, total);
}

export function bounded(view: Viewport, total: number): Viewport {
  const most = Math.max(0, total - (view.width * (1 - marginShare)) / view.scale);
  return { ...view, left: Math.min(Math.max(0, view.left), most) };
}

function fittingScale(width: number, total: number): number {
  return (Math.max(1, width) * (1 - marginShare)) / Math.max(1, total);
}
