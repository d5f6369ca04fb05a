import { formatDecimal } from '../../words/numbers.ts';
import type { Angle } from '../../../contract/project-angle.ts';
import type { SyncResult } from '../../../contract/footage/source-assets.ts';

/** How a camera lies in time, in a few words. */
export function offsetWords({
  offsetSeconds,
  driftPpm,
  sync,
  isReference = false,
}: Pick<Angle, 'offsetSeconds' | 'driftPpm' | 'sync' | 'isReference'>): string {
  if (isReference) return offsetSeconds === 0 ? 'Reference' : `Reference: ${signed(offsetSeconds, 3)} s`;
  if (sync === 'none' && offsetSeconds === 0) return 'Not synchronised';
  const how = sync === 'sound' ? 'By sound' : sync === 'hand' ? 'By hand' : 'As recorded';
  const drift = Math.abs(driftPpm) < 0.5 ? '' : `, ${signed(driftPpm, 0)} ppm`;
  return `${how}: ${signed(offsetSeconds, 3)} s${drift}`;
}

/** `3 cameras in sync, ±1 ms`; the reference counts. With recorders among them they are recordings. */
export function syncSentence(
  results: readonly Pick<SyncResult, 'verdict' | 'spreadSeconds'>[],
  { hasRecorders = false }: { readonly hasRecorders?: boolean } = {},
): string {
  const noun = hasRecorders ? 'recording' : 'camera';
  const matched = results.filter(({ verdict }) => verdict === 'matched');
  const all = results.length + 1;
  if (matched.length === 0)
    return all === 2 ? `The ${noun}s did not match` : `No ${noun} matched the first one`;
  const spread = Math.max(...matched.map(({ spreadSeconds }) => spreadSeconds));
  const many = matched.length + 1 === all ? String(all) : `${matched.length + 1} of ${all}`;
  return `${many} ${noun}s in sync, ±${Math.max(1, Math.ceil(spread * 1000))} ms`;
}

function signed(value: number, digits: number): string {
  const text = formatDecimal(Math.abs(value), digits);
  return `${value < 0 ? '−' : '+'}${text}`;
}
