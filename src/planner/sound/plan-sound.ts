import { multiply, rational, round, toNumber } from '../../timeline/rational.ts';
import type { SoundIndex } from '../facts/facts.ts';
import { hearPieces } from './hear-pieces.ts';
import { planAudio, type AudioInput } from './plan-audio.ts';
import { SILENCE } from './plan-mix.ts';
import type { AudioPlan } from '../plan/audio-plan.ts';
import { spliceSound } from './splice-sound.ts';

type CopiedSound = Extract<AudioPlan, { kind: 'copy' }>;
type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

/**
 * The sound of the whole output. Where all of it is one unbroken stretch of one track whose packets may be
 * copied, they are: the edit list says which of their samples are heard, to the sample. Otherwise it is
 * encoded once, but for the packets between the cuts that can stay as they are. `indexes` are the tracks that
 * may be copied, by source; empty where none may.
 */
export function planSound(indexes: readonly (SoundIndex | undefined)[], input: AudioInput): AudioPlan {
  const encoded = planAudio(input);
  if (input.container !== 'mp4' || encoded.mix) return encoded;
  return copyOf(indexes, encoded, input) ?? { ...encoded, splice: spliceSound(indexes, encoded) };
}

function copyOf(
  indexes: readonly (SoundIndex | undefined)[],
  encoded: EncodedSound,
  input: AudioInput,
): CopiedSound | undefined {
  const [stretch] = encoded.stretches;
  const [voice] = input.edl.voices;
  const piece = voice && hearPieces(voice, input)[0];
  const index = stretch && indexes[stretch.source];
  if (!stretch || !piece || stretch.speed || !index || !endsBelowOneFrame(encoded, input)) return undefined;
  const { sampleRate, channels, samplesPerPacket, firstSample } = index;
  const first = Number(round(multiply(piece.inPoint, rational(sampleRate))));
  const totalSamples = Number(round(rational(stretch.endSample * sampleRate, encoded.sampleRate)));
  if (first < index.heardFrom || first + totalSamples > index.heardUntil) return undefined;
  // A packet decodes right only behind its predecessor: each transform overlaps half of the one before.
  const fromPacket = Math.max(0, Math.floor((first - firstSample) / samplesPerPacket) - 1);
  const toPacket = Math.ceil((first + totalSamples - firstSample) / samplesPerPacket);
  if (toPacket > index.packets) return undefined;
  return {
    kind: 'copy',
    source: stretch.source,
    fromPacket,
    toPacket,
    primingSamples: first - (firstSample + fromPacket * samplesPerPacket),
    totalSamples,
    sampleRate,
    channels,
  };
}

/** One stretch from the start on, and behind it at most the silence that fills the last frame. */
function endsBelowOneFrame(
  { stretches, totalSamples, sampleRate }: EncodedSound,
  input: AudioInput,
): boolean {
  const [stretch, silence, more] = stretches;
  if (!stretch || stretch.firstSample !== 0 || more) return false;
  if (!silence) return true;
  const frameSamples = toNumber(multiply(rational(input.rate.den, input.rate.num), rational(sampleRate)));
  return silence.source === SILENCE && totalSamples - stretch.endSample < frameSamples;
}
