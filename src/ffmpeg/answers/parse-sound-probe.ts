import type { Problem } from '../../contract/problems.ts';
import type { AudioFacts, TrackFacts } from '../../planner/facts/facts.ts';
import { isLess, maximum, rational, subtract, zero, type Rational } from '../../timeline/rational.ts';
import { endOf, originOf, readProbeJson, statedEndsOf } from './parse-probe.ts';
import { pickSound, soundFacts } from './pick-sound.ts';
import { positive, trackFacts } from './picture-facts.ts';

/** The sound of a file that may have no picture; instants as in `SourceFacts`. */
export interface ProbedSound {
  readonly audio: AudioFacts;
  readonly origin: Rational;
  readonly end: Rational;
}

/** The same with what is said of the file it lies in. */
export interface ProbedSoundFile extends ProbedSound {
  readonly container: string;
  readonly tracks: readonly TrackFacts[];
  /** Seconds of a tick of the track. */
  readonly timebase: Rational;
}

/** No recording is longer, in seconds; a file that claims to be is broken or means harm. */
const longest = rational(24 * 3600);

/** Reads ffprobe's JSON of a file that is only to be heard. `name` is what people call it. */
export function parseSoundProbe(json: string, name: string): ProbedSoundFile | Problem {
  const output = readProbeJson(json);
  const stream = output && pickSound(output.streams);
  if (!output || !stream) {
    return {
      code: 'SOURCE_UNSUPPORTED',
      message: `${name} has no sound that can be read.`,
      hint: 'Choose a file with sound, or convert it first: `ffmpeg -i in -vn out.wav`.',
    };
  }
  const origin = originOf([stream]);
  // The track's own end is exact where it is stated; the container's is in microseconds.
  const stated = endOf(stream) ?? statedEndsOf(output)[0] ?? zero;
  const end = maximum(zero, subtract(stated, origin));
  if (isLess(longest, end)) {
    return {
      code: 'SOURCE_TOO_DEMANDING',
      message: `${name} is longer than 24 hours.`,
      hint: 'Cut it into shorter files.',
    };
  }
  return {
    container: output.format.format_name,
    audio: soundFacts(stream, output.streams),
    tracks: output.streams.map(trackFacts),
    timebase: positive(stream.time_base) ?? rational(1, 48_000),
    ...{ origin, end },
  };
}
