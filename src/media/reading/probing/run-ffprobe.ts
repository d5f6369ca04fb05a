import { machineProblemOf } from '../../../children/child-problems.ts';
import { ProblemError } from '../../../contract/problems.ts';
import { classifyFailure, refusedDecoders } from '../../../ffmpeg/answers/classify-failure.ts';
import { allowOpening } from '../../../ffmpeg/input/decoders.ts';
import { hasExitedCleanly } from '../../../supervisor/watch/child-outcome.ts';
import { remotePartsOf } from '../mp4/remote-parts.ts';
import type { MachineTools, ProbeTools } from '../tools.ts';
import type { ProbeRun } from './probe-run.ts';

/** No probe of real footage takes longer; a packet list of a large file on a slow disk may take minutes. */
const probeDeadlineMs = 10 * 60_000;

/** What stands at the head of a file is read in a moment, unless somebody made it to be slow. */
const headDeadlineMs = 30_000;

/** Five million packets, a line of about fifty bytes for each: more than a day at 50 frames per second. */
const mostOutputBytes = 256 * 2 ** 20;

const depths = {
  head: { kind: 'question', size: 'small' },
  packets: { kind: 'listing', size: 'medium' },
  pictures: { kind: 'work', size: 'large' },
} as const satisfies Record<ProbeRun['depth'], object>;

/**
 * Runs ffprobe and answers what it printed. Looking at heads and packets takes no slot of an encoder: an export
 * that cannot be planned yet has nothing to render. Throws a `ProblemError` that names the source, or the
 * signal's reason.
 */
export async function runFfprobe(tools: ProbeTools, asked: ProbeRun): Promise<string> {
  const run = await withNeeds(asked);
  if ('askProbe' in tools) return tools.askProbe(run);
  return Buffer.from(await probeBytes(tools, run)).toString('utf8');
}

/** Of a file that lies elsewhere and has an index, the head of it is all that a look at the head takes. */
async function withNeeds(run: ProbeRun): Promise<ProbeRun> {
  const parts = run.depth === 'head' ? await remotePartsOf(run.path, run.signal) : undefined;
  return parts ? { ...run, needs: [{ path: run.path, ranges: parts.head }] } : run;
}

/** As `runFfprobe`, for whom the text is only passing through. */
export async function probeBytes(tools: MachineTools, run: ProbeRun): Promise<Uint8Array> {
  const { args, path, name, signal, priority = 0 } = run;
  const { kind, size } = depths[run.depth];
  const end = await tools.children.run({
    ...{ program: 'ffprobe', kind, priority },
    label: `reading ${name}`,
    args: () => args,
    uses: { reads: [path], needs: run.needs, writes: [], size },
    yields: false,
    output: { mostBytes: run.mostBytes ?? mostOutputBytes },
    deadlineMs: run.deadlineMs ?? (run.depth === 'head' ? headDeadlineMs : probeDeadlineMs),
    signal,
  });
  signal.throwIfAborted();
  const { outcome } = end;
  if (outcome.stopReason === 'shutdown' || outcome.stopReason === 'cancel')
    throw new ProblemError({ code: 'NOT_READY', message: 'The server is shutting down.' });
  if (hasExitedCleanly(outcome)) {
    if (outcome.isStdoutTruncated === true) throw new ProblemError(tooManyPackets(name));
    return outcome.stdout ?? new Uint8Array();
  }
  const problem = machineProblemOf(end);
  if (problem) throw new ProblemError(problem);
  // It gives up where it may not open the decoder of a track, be it one that nobody asked for.
  const lenient = allowOpening(args, refusedDecoders(outcome.stderrTail));
  if (lenient) return probeBytes(tools, { ...run, args: lenient });
  const isSlow = outcome.stopReason === 'deadline' || outcome.stopReason === 'stall';
  throw new ProblemError(isSlow ? timedOut(name) : probeProblem(outcome.stderrTail, name));
}

/** Cut off, the listing would look like that of a shorter file. */
function tooManyPackets(name: string) {
  return {
    code: 'SOURCE_TOO_DEMANDING',
    message: `${name} has too many pictures to be listed.`,
    hint: 'Cut it into shorter files, or repackage it: `ffmpeg -i in -map 0 -c copy out.mp4`.',
  } as const;
}

/** A slow disk is no reason to call the file broken. */
function timedOut(name: string) {
  return {
    code: 'TIMED_OUT',
    message: `${name} could not be read in time.`,
    hint: 'Check the disk or the network share that it lies on, then try again.',
  } as const;
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
