/** Packets looked at on either side: no encoder reorders pictures further than this. */
const reach = 32;

/**
 * Whether everything in decode order from `start` up to `end` is shown before everything from `end` on, given
 * that `start` is such a point itself.
 */
export function isClean(pts: Float64Array, start: number, end: number): boolean {
  let latest = -Infinity;
  for (let i = Math.max(start, end - reach); i < end; i++) latest = Math.max(latest, pts[i] ?? 0);
  for (let i = end; i < Math.min(pts.length, end + reach); i++) if ((pts[i] ?? 0) < latest) return false;
  return true;
}
