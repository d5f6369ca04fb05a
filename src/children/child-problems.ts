import type { Problem, ProblemCode } from '../contract/problems.ts';
import type { ChildOutcome } from '../supervisor/child-outcome.ts';
import type { ChildEnd } from './child-work.ts';

const names = { ffmpeg: 'FFmpeg', ffprobe: 'ffprobe' } as const;
const settings = { ffmpeg: 'FFMPEG_PATH', ffprobe: 'FFPROBE_PATH' } as const;

const sentences: Partial<Record<ProblemCode, { message: string; hint: string }>> = {
  DISK_FULL: {
    message: 'The disk is full.',
    hint: 'Free some space and retry; what is finished is kept.',
  },
  OUT_OF_MEMORY: {
    message: 'FFmpeg ran out of memory.',
    hint: 'Lower FFMPEG_CONCURRENCY or give the machine more memory, then retry.',
  },
  ENCODER_MISSING: {
    message: 'This FFmpeg lacks an encoder that is needed.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
  FILTER_MISSING: {
    message: 'This FFmpeg lacks a filter that the footage needs.',
    hint: 'Install a full build of FFmpeg; `cutroom doctor` shows what is missing.',
  },
};

/** The problem of a child that failed because of the machine; undefined where its footage may be the reason. */
export function machineProblemOf({ outcome, cause, program }: ChildEnd): Problem | undefined {
  if (outcome.kind === 'spawn-failed') {
    return {
      code: 'FFMPEG_MISSING',
      message: `${names[program]} could not be started.`,
      hint: `Install FFmpeg (apt-get install ffmpeg) or set ${settings[program]}.`,
    };
  }
  // A child that hangs because it got no memory has not stalled over its file.
  if (outcome.stopReason !== 'none' && cause !== 'OUT_OF_MEMORY') return undefined;
  const known = cause && sentences[cause];
  return cause && known ? { code: cause, ...known } : undefined;
}

/** The last line of what a child said, for the end of a sentence: `: Invalid argument`, or `.` where it said nothing. */
export function lastWordsOf({ outcome }: ChildEnd): string {
  const line = outcome.stderrTail.trim().split('\n').at(-1) ?? '';
  return line === '' ? '.' : `: ${line}`;
}

/** `exit 0`, `signal SIGKILL (stall)`. */
export function describeOutcome(outcome: ChildOutcome): string {
  const reason = outcome.stopReason === 'none' ? '' : ` (${outcome.stopReason})`;
  switch (outcome.kind) {
    case 'exited':
      return `exit ${outcome.exitCode}${reason}`;
    case 'signaled':
      return `signal ${outcome.signal}${reason}`;
    case 'spawn-failed':
      return `not started${reason}: ${outcome.message}`;
    case 'not-started':
      return `not started${reason}`;
    default:
      return outcome satisfies never;
  }
}
