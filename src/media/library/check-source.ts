import { ProblemError } from '../../contract/problems.ts';
import { isProblem, parseProbe } from '../../ffmpeg/parse-probe.ts';
import { probeArgs } from '../../ffmpeg/probe-args.ts';
import { requireModestIndex } from '../reading/require-modest.ts';
import type { SourceToRead } from '../reading/read-source.ts';
import { runFfprobe } from '../reading/run-ffprobe.ts';
import type { ProbeTools } from '../reading/tools.ts';

/**
 * Looks into a file only as far as it takes to say that it is footage. Throws the `ProblemError` that says
 * what speaks against it, or the signal's reason.
 */
export async function checkSource(tools: ProbeTools, source: SourceToRead): Promise<void> {
  const { path, name, signal } = source;
  await requireModestIndex(path, name, signal);
  const probed = parseProbe(
    await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal }),
    name,
  );
  if (isProblem(probed)) throw new ProblemError(probed);
}
