import type { Problem, ProblemCode } from '../contract/problems.ts';
import type { ChildOutcome, MemoryKill, SpawnFailedOutcome } from '../supervisor/watch/child-outcome.ts';
import { pathOfArgument, withoutFolders } from '../shared/without-folders.ts';
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
  if (outcome.kind === 'spawn-failed') return spawnProblem(program, outcome);
  // A child that hangs because it got no memory has not stalled over its file.
  if (outcome.stopReason !== 'none' && cause !== 'OUT_OF_MEMORY') return undefined;
  if (outcome.memoryKill) return killedForMemory(program, outcome.memoryKill);
  const known = cause && sentences[cause];
  return cause && known ? { code: cause, ...known } : undefined;
}

function killedForMemory(program: ChildEnd['program'], { limitBytes }: MemoryKill): Problem {
  const limit = limitBytes === undefined ? '' : ` of ${Math.floor(limitBytes / 2 ** 20)} MiB`;
  return {
    code: 'OUT_OF_MEMORY',
    message: `The system ended ${names[program]}: the memory limit${limit} that it shares with the server was reached.`,
    hint: 'Raise the memory limit of the container or service, or lower FFMPEG_CONCURRENCY, then retry.',
  };
}

/** What the system is short of, by its code. */
const shortages: Readonly<Record<string, string>> = {
  EMFILE: 'the server has too many files open (`ulimit -n`)',
  ENFILE: 'the system has too many files open (fs.file-max)',
  EAGAIN: 'no more processes are allowed (`pids.max` or `ulimit -u`)',
  ENOMEM: 'there is no memory left for another process',
  ENOSPC: 'the disk is full',
};

function spawnProblem(program: ChildEnd['program'], { code, message }: SpawnFailedOutcome): Problem {
  const shortage = code === undefined ? undefined : shortages[code];
  if (shortage !== undefined) {
    return {
      code: code === 'ENOMEM' ? 'OUT_OF_MEMORY' : code === 'ENOSPC' ? 'DISK_FULL' : 'NOT_READY',
      message: `${names[program]} could not be started: ${shortage}.`,
      hint: 'Wait until other work has finished, or raise that limit, then retry.',
    };
  }
  const isMissing = code === 'ENOENT' || code === 'EACCES';
  return {
    code: 'FFMPEG_MISSING',
    message: `${names[program]} could not be started${isMissing ? '' : ` (${code ?? message})`}.`,
    hint: `Install FFmpeg (apt-get install ffmpeg) or set ${settings[program]}.`,
  };
}

/** The last line of what a child said, for the end of a sentence: `: Invalid argument`, or `.` where it said nothing. */
export function lastWordsOf({ outcome, argv }: ChildEnd): string {
  const words = outcome.stderrTail.trim().split('\n').at(-1) ?? '';
  const line = withoutFolders(words, argv.map(pathOfArgument));
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
