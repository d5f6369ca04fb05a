import type { SyncResult } from '../contract/footage/source-assets.ts';
import type { MatchResult } from '../sync/match-tracks.ts';

const nothing = { offsetSeconds: 0, driftPpm: 0, confidence: 0, spreadSeconds: 0 } as const;

/** A track that cannot be compared: `culprit` is the file that is to blame, the reference or the camera itself. */
export function refuseTrack(verdict: 'silent' | 'no-sound', culprit: string, filePath: string): SyncResult {
  const what = verdict === 'silent' ? 'is silent' : 'has no sound';
  const advice =
    culprit === filePath ? 'Move it into place by hand.' : 'Choose another camera as the reference.';
  return { filePath, verdict, ...nothing, message: `${culprit} ${what}. ${advice}` };
}

/** What was found out about a camera, in words. */
export function describeMatch(
  result: MatchResult,
  { reference, name }: { reference: string; name: string },
): SyncResult {
  if (result.kind === 'no-match') {
    const why =
      result.why === 'several'
        ? `The sound of ${name} fits that of ${reference} in more than one place.`
        : `Nothing in the sound of ${name} is also in that of ${reference}.`;
    return {
      filePath: name,
      verdict: 'no-match',
      ...nothing,
      message: `${why} Move it into place by hand.`,
    };
  }
  const { overlapSeconds, ...match } = result.match;
  return { filePath: name, verdict: 'matched', ...match, message: matchedWords(match, overlapSeconds) };
}

function matchedWords(
  { offsetSeconds, driftPpm }: { offsetSeconds: number; driftPpm: number },
  overlapSeconds: number,
): string {
  const apart = Math.abs(offsetSeconds);
  const start =
    apart < 0.0005
      ? 'Started at the same moment'
      : `Started ${apart.toFixed(3)} s ${offsetSeconds > 0 ? 'earlier' : 'later'}`;
  const clock =
    Math.abs(driftPpm) < 0.5
      ? 'its clock runs alike'
      : `its clock runs ${Math.abs(driftPpm).toFixed(0)} ppm ${driftPpm > 0 ? 'fast' : 'slow'}`;
  return `${start}; ${clock}. ${durationWords(overlapSeconds)} in common.`;
}

function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}
