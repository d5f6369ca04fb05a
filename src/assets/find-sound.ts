import { ProblemError } from '../contract/problems.ts';
import { parseSoundProbe, type ProbedSound } from '../ffmpeg/answers/parse-sound-probe.ts';
import { probeArgs } from '../ffmpeg/answers/probe-args.ts';
import { identifySource } from '../media/reading/identity/identify-source.ts';
import type { SourceToRead } from '../media/reading/read-types.ts';
import { readSource } from '../media/reading/read-source.ts';
import { runFfprobe } from '../media/reading/probing/run-ffprobe.ts';
import { sourceFailure } from '../media/reading/identity/source-failure.ts';
import type { StampedSource } from '../media/reading/identity/source-guard.ts';
import type { Tools } from '../media/reading/tools.ts';
import { endOfFile } from '../planner/sound/follow-files.ts';
import type { Rational } from '../timeline/rational.ts';

/** A file that is to be heard. */
export interface FoundSound {
  readonly source: StampedSource;
  readonly hasPicture: boolean;
  /** Undefined where it has none. */
  readonly sound: ProbedSound | undefined;
  /** Source time at which a recording goes on in its next file. */
  readonly passesOnAt: Rational;
}

/**
 * What is heard of a file, be it a camera's or a recorder's without a picture. Throws a `ProblemError` that names it,
 * or the signal's reason.
 */
export async function findSound(tools: Tools, file: SourceToRead): Promise<FoundSound> {
  try {
    const source = await readSource(tools, file);
    const { audio, origin, end } = source.facts;
    const sound = audio ? { audio, origin, end } : undefined;
    return { source, hasPicture: true, sound, passesOnAt: endOfFile(source) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'SOURCE_HAS_NO_PICTURE') throw error;
    return listenOnly(tools, file);
  }
}

async function listenOnly(tools: Tools, { path, name, signal }: SourceToRead): Promise<FoundSound> {
  const { stamp } = await identifySource(path, signal).catch((error: unknown) => {
    throw sourceFailure(error, name) ?? error;
  });
  const json = await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal });
  const sound = parseSoundProbe(json, name);
  if ('code' in sound) throw new ProblemError(sound);
  return { source: { path, name, stamp }, hasPicture: false, sound, passesOnAt: sound.end };
}
