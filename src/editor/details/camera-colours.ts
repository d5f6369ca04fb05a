/** Whole class names, so that the style sheet's compiler finds them. */
const colours = [
  { fill: 'fill-[var(--cam-1)]', stroke: 'stroke-[var(--cam-1)]', background: 'bg-[var(--cam-1)]' },
  { fill: 'fill-[var(--cam-2)]', stroke: 'stroke-[var(--cam-2)]', background: 'bg-[var(--cam-2)]' },
  { fill: 'fill-[var(--cam-3)]', stroke: 'stroke-[var(--cam-3)]', background: 'bg-[var(--cam-3)]' },
  { fill: 'fill-[var(--cam-4)]', stroke: 'stroke-[var(--cam-4)]', background: 'bg-[var(--cam-4)]' },
  { fill: 'fill-[var(--cam-5)]', stroke: 'stroke-[var(--cam-5)]', background: 'bg-[var(--cam-5)]' },
  { fill: 'fill-[var(--cam-6)]', stroke: 'stroke-[var(--cam-6)]', background: 'bg-[var(--cam-6)]' },
  { fill: 'fill-[var(--cam-7)]', stroke: 'stroke-[var(--cam-7)]', background: 'bg-[var(--cam-7)]' },
  { fill: 'fill-[var(--cam-8)]', stroke: 'stroke-[var(--cam-8)]', background: 'bg-[var(--cam-8)]' },
] as const;

/** The colour of a camera, the same everywhere; a ninth camera shares the first one's. */
export function cameraColour(source: number): (typeof colours)[number] {
  return colours[source % colours.length] ?? colours[0];
}
