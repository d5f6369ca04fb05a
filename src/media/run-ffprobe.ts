import { ProblemError } from '../contract/problems.ts';
import { classifyFailure } from '../ffmpeg/classify-failure.ts';
import { superviseChild } from '../supervisor/supervise-child.ts';
import type { ProbeTools } from './tools.ts';

/** No probe of real footage takes longer; a packet list of a large file on a slow disk may take minutes. */
const probeDeadlineMs = 10 * 60_000;

export interface ProbeRun {
  readonly args: readonly string[];
  /** What people call the source. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Runs ffprobe and answers what it printed. A probe waits for no slot: it is short, and an export that
 * cannot be planned yet has nothing to render. Throws a `ProblemError` that names the source, or the
 * signal's reason.
 */
export async function runFfprobe(tools: ProbeTools, run: ProbeRun): Promise<string> {
  const outcome = await superviseChild(
    { file: tools.ffprobe, args: run.args, stdout: 'capture' },
    {
      signal: run.signal,
      deadlineMs: probeDeadlineMs,
      wrappers: tools.sandbox.wrappers,
      limits: await tools.sandbox.limits(1),
    },
  );
  run.signal.throwIfAborted();
  if (outcome.kind === 'exited' && outcome.exitCode === 0 && outcome.stopReason === 'none') {
    return Buffer.from(outcome.stdout ?? new Uint8Array()).toString('utf8');
  }
  if (outcome.kind === 'spawn-failed') {
    throw new ProblemError({
      code: 'FFMPEG_MISSING',
      message: 'ffprobe could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFPROBE_PATH.',
    });
  }
  throw new ProblemError(probeProblem(outcome.stderrTail, run.name));
}

function probeProblem(stderr: string, name: string) {
  const code = classifyFailure(stderr);
  switch (code) {
    case 'SOURCE_REFUSED':
      return {
        code,
        message: `${name} is of a kind that Cutroom does not open: a playlist, a manifest or a list of other files.`,
        hint: 'Use the video file itself.',
      } as const;
    case 'SOURCE_UNREADABLE':
      return {
        code,
        message: `${name} cannot be read.`,
        hint: 'Check the permissions of the file.',
      } as const;
    case 'SOURCE_TOO_DEMANDING':
      return {
        code,
        message: `${name} has more than 8192 × 4320 pixels.`,
        hint: 'Make a smaller copy of it, for instance with `ffmpeg -i in.mp4 -vf scale=3840:-2 out.mp4`.',
      } as const;
    default:
      return {
        code: 'SOURCE_NOT_MEDIA',
        message: `${name} is not a video file that can be read.`,
        hint: 'Check that the file was copied or uploaded completely and plays elsewhere.',
      } as const;
  }
}
