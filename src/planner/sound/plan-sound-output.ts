import type { Edl } from '../../timeline/edl.ts';
import { add, multiply, rational, round, toNumber, zero, type Rational } from '../../timeline/rational.ts';
import { explainSound } from './explain-sound.ts';
import type { SoundSources } from './hear-pieces.ts';
import { planAudio } from './plan-audio.ts';
import type { AudioPlan, SoundFormat } from '../plan/audio-plan.ts';
import { PLANNER_VERSION, type ExportPlan, type PictureFormat } from '../plan/plan.ts';

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

/** Bits of a second; those of FLAC are what it takes for speech, about. */
export const soundBitrates: Record<SoundFormat, number> = {
  m4a: 192_000,
  mp3: 192_000,
  wav: 1_536_000,
  flac: 800_000,
  opus: 160_000,
};

/** Seconds of one core for a second of sound: encoders run at about 100 × realtime, what only writes much faster. */
const secondsPerSecond: Record<SoundFormat, number> = {
  m4a: 1 / 100,
  mp3: 1 / 60,
  wav: 1 / 1000,
  flac: 1 / 400,
  opus: 1 / 60,
};
/** Decoding the sources, mixing, measuring, and looking at the finished file. */
const secondsAround = 1 / 60;

/** The sound of an edit without its pictures: what is seen only says how long it lasts. To half a sample. */
export function planSoundOutput(
  edl: Pick<Edl, 'sources' | 'voices' | 'mastering' | 'clips'>,
  sources: SoundSources['sources'],
): EncodedSound {
  const seconds = lengthOf(edl.clips.length > 0 ? edl.clips : longestVoice(edl));
  const totalSamples = Number(round(multiply(seconds, rational(48_000))));
  // Nothing of it depends on frames, of which there are none.
  return planAudio({ edl, sources, totalSamples, rate: rational(25), container: 'mp4' });
}

/** What stands where a plan with pictures says what they are. */
const noPictures: PictureFormat = {
  ...{ codec: 'h264', width: 0, height: 0, pixelAspect: rational(1), rate: rational(25), gopFrames: 1 },
  colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' },
  ...{ pixelFormat: 'yuv420p', isMatched: false, profile: undefined, level: undefined },
};

/** The plan of an output of sound alone. */
export function planSoundFile(
  edl: Pick<Edl, 'sources' | 'voices' | 'mastering' | 'clips'>,
  sources: SoundSources['sources'],
  soundFile: SoundFormat,
): ExportPlan {
  const audio = planSoundOutput(edl, sources);
  return {
    ...{ plannerVersion: PLANNER_VERSION, container: 'mp4', format: noPictures, frames: 0, spans: [] },
    ...{ treatments: new Map(), audio, soundFile, warnings: [] },
    reasons: audio.mix ? explainSound(audio, [undefined]) : [],
  };
}

/** Seconds of one core that a file of sound takes. */
export function soundFileSeconds({ totalSamples, sampleRate }: EncodedSound, format: SoundFormat): number {
  return (totalSamples / sampleRate) * (secondsPerSecond[format] + secondsAround);
}

function lengthOf(clips: readonly { readonly duration: Rational }[]): Rational {
  return clips.reduce((sum, { duration }) => add(sum, duration), zero);
}

function longestVoice({ voices }: Pick<Edl, 'voices'>): readonly { readonly duration: Rational }[] {
  const lengths = voices.map(({ clips }) => ({ clips, seconds: toNumber(lengthOf(clips)) }));
  return lengths.sort((a, b) => b.seconds - a.seconds)[0]?.clips ?? [];
}
