import { ProblemError, problemFrom, type Problem } from '../../contract/problems.ts';
import type { Report, Warning } from '../../contract/exports/status.ts';
import type { Withheld } from '../../planner/plan/plan-input.ts';

export function notVerified(report: Report): ProblemError {
  return new ProblemError({
    code: 'VERIFICATION_FAILED',
    message: `The finished file did not pass its check (${failedChecks(report)}), so it was not published.`,
    hint: 'Retry; if it happens again, please report it with the log of the export.',
  });
}

/** `frames: 105 of 75 frames; joins: …` */
export function failedChecks(report: Report): string {
  return report.checks
    .filter(({ isOk }) => !isOk)
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('; ');
}

/** System errors of our own file operations become problems too: the disk is the usual one. */
export function describeFailure(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return problemFrom(error);
  return {
    code: 'DISK_FULL',
    message: 'The disk is full, so the export could not be finished.',
    hint: 'Free some space and retry; what is rendered already is kept.',
  };
}

/** A splice that does not give back what its sources have is not handed out: that part is encoded instead. */
export function spliceWarnings({ encodedClips, isSoundEncoded }: Withheld): Warning[] {
  const code = 'SPLICE_REJECTED';
  const clips = [...encodedClips].map((clip) => clip + 1).join(', ');
  const pictures = `The copied pictures of clip ${clips} did not pass the check and were encoded instead.`;
  const sound = 'The copied sound did not pass the check; all of it was encoded instead.';
  return [
    ...(encodedClips.size > 0 ? [{ code, message: pictures }] : []),
    ...(isSoundEncoded ? [{ code, message: sound }] : []),
  ];
}

/** The check failed without saying what of the copies was at fault, so none of them is used. */
export function copyingFailed(reason: string): Warning {
  return {
    code: 'SPLICE_REJECTED',
    message: `The file with copied parts did not pass its check (${reason}); everything was encoded instead.`,
  };
}
