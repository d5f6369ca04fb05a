import type { Edl, Mastering, Voice } from '../../timeline/edl.ts';
import {
  add,
  isLess,
  multiply,
  rational,
  round,
  subtract,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import type { MixedVoice, MixFades, SoundMix, SoundStretch } from '../plan/audio-plan.ts';

/** Where no source is heard. */
export const SILENCE = -1;

/** What is never exceeded where nobody says how loud it may be: a codec adds to the peaks of what it is given. */
const usualTruePeak = -1;
/** Of sound whose levels are left alone only what would be cut off is held down. */
const fullScale = 0;

interface MixInput {
  readonly totalSamples: number;
  readonly sampleRate: number;
  /** What it plays up to that sample; without one, up to the end. */
  readonly stretchesOf: (voice: Voice, endSample?: number) => SoundStretch[];
}

/**
 * What is mixed for the whole programme; undefined where one voice is heard as its sources have it. Voices that play
 * nothing are left out.
 */
export function planMix(
  { voices, mastering = {} }: Pick<Edl, 'voices' | 'mastering'>,
  input: MixInput,
): SoundMix | undefined {
  if (isUntouched(mastering) && voices.length <= 1 && voices.every(isPlain)) return undefined;
  const heard = voices
    .map((voice) => mixedVoice(voice, input))
    .filter(({ stretches }) => stretches.some(({ source }) => source !== SILENCE));
  const { loudness, truePeak = usualTruePeak, fadeIn = 0, fadeOut = 0 } = mastering;
  const samples = (seconds: number) => Math.round(seconds * input.sampleRate);
  const whole = { from: 0, to: input.totalSamples };
  return {
    voices: heard,
    mastering: {
      ...(loudness !== undefined && { loudness }),
      truePeak: loudness === undefined ? fullScale : truePeak,
      fades: fitFades({ ...whole, fadeIn: samples(fadeIn), fadeOut: samples(fadeOut) }),
    },
  };
}

function isUntouched({ loudness, fadeIn = 0, fadeOut = 0 }: Mastering): boolean {
  return loudness === undefined && fadeIn <= 0 && fadeOut <= 0;
}

/** A voice that nobody speaks over is never ducked. */
function isPlain({ gainDb = 0, channel, fadeIn = 0, fadeOut = 0 }: Voice): boolean {
  return gainDb === 0 && channel === undefined && fadeIn <= 0 && fadeOut <= 0;
}

function mixedVoice(voice: Voice, input: MixInput): MixedVoice {
  const { gainDb = 0, channel, duckDb, fadeIn = 0, fadeOut = 0 } = voice;
  const stretches = input.stretchesOf(voice);
  const samples = (seconds: number) => Math.round(seconds * input.sampleRate);
  const { from, to } = fadedSpan(voice, stretches, input);
  return {
    stretches,
    gainDb,
    ...(channel && { channel }),
    ...(duckDb !== undefined && duckDb > 0 && { duckDb }),
    fades: fitFades({ from, to, fadeIn: samples(fadeIn), fadeOut: samples(fadeOut) }),
  };
}

/** From the first to the last sample at which a voice is heard, also where that lies outside the stretch that an edit was cut to. */
function fadedSpan(
  voice: Voice,
  stretches: readonly SoundStretch[],
  { sampleRate, stretchesOf }: MixInput,
): Pick<MixFades, 'from' | 'to'> {
  const { clips, fadeSpan } = voice;
  const here = heardSpan(stretches);
  if (!fadeSpan) return here;
  const [begin, end] = [fadeSpan.from, fadeSpan.to].map((seconds) =>
    Number(round(multiply(seconds, rational(sampleRate)))),
  ) as [number, number];
  const played = clips.reduce<Rational>((sum, { duration }) => add(sum, duration), zero);
  const missing = subtract(fadeSpan.to, played);
  const [last] = clips.slice(-1);
  if (!last || !isLess(zero, missing)) return { from: Math.min(begin, here.from), to: here.to };
  // It may end before what it is asked to play does.
  const whole = [...clips.slice(0, -1), { ...last, duration: add(last.duration, missing) }];
  return {
    from: Math.min(begin, here.from),
    to: heardSpan(stretchesOf({ ...voice, clips: whole }, end)).to,
  };
}

function heardSpan(stretches: readonly SoundStretch[]): Pick<MixFades, 'from' | 'to'> {
  const heard = stretches.filter(({ source }) => source !== SILENCE);
  return { from: heard[0]?.firstSample ?? 0, to: heard.at(-1)?.endSample ?? 0 };
}

/** Fades that are longer together than what they fade meet at the same share of each. */
function fitFades({ from, to, fadeIn, fadeOut }: MixFades): MixFades {
  const share = Math.min(1, (to - from) / Math.max(1, fadeIn + fadeOut));
  return { from, to, fadeIn: Math.floor(fadeIn * share), fadeOut: Math.floor(fadeOut * share) };
}
