import type { Angle } from '../../../contract/project-angle.ts';
import type { SyncResult } from '../../../contract/footage/source-assets.ts';

/** Where an angle lies against the take, and how that was found. */
export type AnglePlacement = Pick<Angle, 'offsetSeconds' | 'driftPpm' | 'sync' | 'syncConfidence'>;

/**
 * Where a camera lies on the take line, from where its sound was found against the reference camera. The
 * take line is the reference's own clock unless the reference itself was moved.
 */
export function placedBySound(
  reference: Pick<Angle, 'offsetSeconds' | 'driftPpm'>,
  found: Pick<SyncResult, 'offsetSeconds' | 'driftPpm' | 'confidence'>,
): AnglePlacement {
  const speed = 1 + found.driftPpm / 1e6;
  const drift = (1 + reference.driftPpm / 1e6) * speed - 1;
  return {
    offsetSeconds: Math.round((found.offsetSeconds + reference.offsetSeconds * speed) * 1e6) / 1e6,
    driftPpm: Math.round(drift * 1e9) / 1e3,
    sync: 'sound',
    syncConfidence: found.confidence,
  };
}
