import type { Angle } from '../../../contract/project.ts';

/** How a camera lies in time, in a few words. */
export function offsetWords({
  offsetSeconds,
  driftPpm,
  sync,
}: Pick<Angle, 'offsetSeconds' | 'driftPpm' | 'sync'>): string {
  if (sync === 'none' && offsetSeconds === 0) return 'Not synchronised';
  const how = sync === 'sound' ? 'By sound' : sync === 'hand' ? 'By hand' : 'As recorded';
  const drift = Math.abs(driftPpm) < 0.5 ? '' : `, ${signed(driftPpm, 0)} ppm`;
  return `${how}: ${signed(offsetSeconds, 3)} s${drift}`;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 ? '−' : '+'}${text}`;
}
