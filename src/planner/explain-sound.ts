import type { SoundIndex } from './facts.ts';
import type { AudioPlan } from './plan.ts';
import { copiedPackets } from './splice-sound.ts';

/**
 * What becomes of the sound and why, in sentences, for an export that was to be copied. `indexes` are the tracks
 * that could be, by source; with none at all, as where copying was not asked for, there is nothing to say.
 */
export function explainSound(audio: AudioPlan, indexes: readonly (SoundIndex | undefined)[]): string[] {
  if (audio.kind === 'copy') return ['The sound is one unbroken stretch of one track, so it is copied.'];
  if (audio.splice)
    return [`${copiedShare(audio.splice)} of the sound is copied; the rest, around the cuts, is encoded.`];
  const heard = new Set(audio.stretches.map(({ source }) => source).filter((source) => source >= 0));
  if (heard.size === 0 || indexes.length === 0) return [];
  const isAnySpliceable = [...heard].some((source) => indexes[source]?.isSpliceable);
  return [
    isAnySpliceable
      ? 'The sound is encoded: too little of it lies between cuts on one grid of packets to be copied.'
      : 'The sound is encoded: only stereo AAC-LC at 48 kHz in MP4 is copied around cuts.',
  ];
}

/** `98.4 %`, rounded down: what is nearly all of it is not called all. */
function copiedShare(splice: NonNullable<Extract<AudioPlan, { kind: 'encode' }>['splice']>): string {
  return `${(Math.floor((1000 * copiedPackets(splice)) / splice.packets) / 10).toFixed(1)} %`;
}
