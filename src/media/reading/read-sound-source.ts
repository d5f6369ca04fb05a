import { ProblemError } from '../../contract/problems.ts';
import { parsePackets } from '../../ffmpeg/answers/parse-packets.ts';
import { parseSoundProbe, type ProbedSoundFile } from '../../ffmpeg/answers/parse-sound-probe.ts';
import { packetArgs, probeArgs } from '../../ffmpeg/answers/probe-args.ts';
import {
  maximum,
  multiply,
  rational,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { identifySource } from './identity/identify-source.ts';
import { remotePartsOf } from './mp4/remote-parts.ts';
import type { ReadSound, SourceToRead } from './read-types.ts';
import { readSource } from './read-source.ts';
import { requireModestIndex } from './require-modest.ts';
import { runFfprobe } from './probing/run-ffprobe.ts';
import { sourceFailure } from './identity/source-failure.ts';
import { explainFailure, requireSame } from './identity/source-guard.ts';
import type { ProbeTools } from './tools.ts';

/** What speaks against the pictures of a file says nothing of its sound. */
const ofPictures = new Set(['SOURCE_HAS_NO_PICTURE', 'SOURCE_UNSUPPORTED', 'SOURCE_TOO_DEMANDING']);

/** Files without a table, whose length ffprobe only guesses from their first packets. */
const guessed = /^(?:mp3|aac|ac3|eac3)$/;

/**
 * Reads a source that is only heard. One with a picture is read as `readSource` does, so that it ends where it is seen to
 * end; it needs none, nor one that can be shown. Throws a `ProblemError` that names it, or the signal's reason.
 */
export async function readSound(tools: ProbeTools, source: SourceToRead): Promise<ReadSound> {
  try {
    return await readSource(tools, source);
  } catch (error) {
    if (!(error instanceof ProblemError) || !ofPictures.has(error.problem.code)) throw error;
    return readWithoutPicture(tools, source);
  }
}

async function readWithoutPicture(tools: ProbeTools, source: SourceToRead): Promise<ReadSound> {
  const { path, name, signal } = source;
  const { stamp, key, bytes } = await identifySource(path, signal).catch((error: unknown) => {
    throw sourceFailure(error, name) ?? error;
  });
  const stamped = { path, name, stamp };
  try {
    await requireModestIndex(path, name, signal);
    const answer = await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal });
    const probed = parseSoundProbe(answer, name);
    if ('code' in probed) throw new ProblemError(probed);
    const end = await endOfSound(tools, source, probed);
    const remote = await remotePartsOf(path, signal);
    await requireSame(stamped, signal);
    const { container, audio, tracks, origin } = probed;
    return {
      ...stamped,
      facts: { identity: key, bytes, container, origin, end, audio, tracks },
      sound: undefined,
      soundBytes: undefined,
      ...(remote && { remote }),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw await explainFailure(error, stamped);
  }
}

async function endOfSound(
  tools: ProbeTools,
  { path, name, signal }: SourceToRead,
  { container, audio, timebase, origin, end }: ProbedSoundFile,
): Promise<Rational> {
  if (toNumber(end) > 0 && !guessed.test(container)) return end;
  const args = packetArgs(path, audio.streamIndex);
  const csv = await runFfprobe(tools, { args, path, depth: 'packets', name, signal });
  const last = rational(BigInt(Math.round(parsePackets(csv, timebase).endPts)));
  return maximum(zero, subtract(multiply(last, timebase), origin));
}
