import { ProblemError } from '../../contract/problems.ts';
import { kindOfFile } from '../../contract/footage/footage-kinds.ts';
import { parseSoundProbe } from '../../ffmpeg/answers/parse-sound-probe.ts';
import { probeArgs } from '../../ffmpeg/answers/probe-args.ts';
import { probeHead } from './probing/probe-head.ts';
import type { SourceToRead } from './read-types.ts';
import { isStill, probeStill } from './read-still.ts';
import { readCaptionText } from './read-caption-text.ts';
import { runFfprobe } from './probing/run-ffprobe.ts';
import type { ProbeTools } from './tools.ts';

/**
 * Looks into a file only as far as it takes to say that it is something that an edit can use: footage, sound, a picture
 * or captions; in a thread of its own where there is one. Throws the `ProblemError` that says what speaks against it, or
 * the signal's reason.
 */
export async function checkSource(tools: ProbeTools, source: SourceToRead): Promise<void> {
  if (kindOfFile(source.name) === 'captions') await readCaptionText(source.path, source);
  else if ('reader' in tools && tools.reader) await tools.reader.check(source);
  else if (await isStill(source.path, source.signal)) await probeStill(tools, source);
  else await checkFootage(tools, source);
}

/** A file without a picture is a recording of sound, where its name says so. */
async function checkFootage(tools: ProbeTools, source: SourceToRead): Promise<void> {
  try {
    await probeHead(tools, source);
  } catch (error) {
    const isPictureless = error instanceof ProblemError && error.problem.code === 'SOURCE_HAS_NO_PICTURE';
    if (!isPictureless || kindOfFile(source.name) !== 'sound') throw error;
    const { path, name, signal } = source;
    const answer = await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal });
    const sound = parseSoundProbe(answer, name);
    if ('code' in sound) throw new ProblemError(sound);
  }
}
