import { ProblemError } from '../../../contract/problems.ts';
import { isProblem, parseProbe, type ProbedSource } from '../../../ffmpeg/answers/parse-probe.ts';
import { probeArgs } from '../../../ffmpeg/answers/probe-args.ts';
import type { SourceToRead } from '../read-types.ts';
import { requireModestIndex } from '../require-modest.ts';
import { runFfprobe } from './run-ffprobe.ts';
import type { ProbeTools } from '../tools.ts';

/**
 * What the head of a file says of it; the first look that anybody takes at one. Throws the `ProblemError` that says
 * why it is no footage, or none that is opened here, or the signal's reason.
 */
export async function probeHead(
  tools: ProbeTools,
  { path, name, signal }: SourceToRead,
): Promise<ProbedSource> {
  await requireModestIndex(path, name, signal);
  const answer = await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal });
  const probed = parseProbe(answer, name);
  if (isProblem(probed)) throw new ProblemError(probed);
  return probed;
}
