import type { SoundIndex } from '../facts/facts.ts';
import type { AudioPlan, SoundMix, SoundSplice } from '../plan/audio-plan.ts';
import type { ExportPlan } from '../plan/plan.ts';
import { copiedPackets } from './splice-sound.ts';

/**
 * What becomes of the sound and why, in sentences, for an export that was to be copied. `indexes` are the tracks
 * that could be, by source; with none at all, as where copying was not asked for, there is nothing to say.
 */
export function explainSound(audio: AudioPlan, indexes: readonly (SoundIndex | undefined)[]): string[] {
  if (audio.kind === 'copy') return ['The sound is one unbroken stretch of one track, so it is copied.'];
  if (audio.splice) return [spliced(audio.splice)];
  if (audio.mix) return indexes.length === 0 ? [] : [mixed(audio.mix)];
  const heard = new Set(audio.stretches.map(({ source }) => source).filter((source) => source >= 0));
  if (heard.size === 0 || indexes.length === 0) return [];
  const isAnySpliceable = [...heard].some((source) => indexes[source]?.isSpliceable);
  return [
    isAnySpliceable
      ? 'The sound is encoded: too little of it lies between cuts on one grid of packets to be copied.'
      : 'The sound is encoded: only stereo AAC-LC at 48 kHz, in MP4 and without gaps, is copied around cuts.',
  ];
}

function mixed({ voices, mastering: { loudness, fades } }: SoundMix): string {
  const what = [
    ...(voices.length > 1 ? [`${voices.length} tracks are mixed`] : []),
    ...(loudness === undefined ? [] : [`it is brought to ${loudness} LUFS`]),
    ...(fades.fadeIn + fades.fadeOut > 0 ? ['it is faded'] : []),
  ];
  return `The sound is encoded: ${what.length > 0 ? what.join(', ') : 'its levels are changed'}.`;
}

/** The plan of an export whose sound could not be spliced after all, and says so. */
export function withoutSplice(plan: ExportPlan): ExportPlan {
  if (plan.audio?.kind !== 'encode' || !plan.audio.splice) return plan;
  const planned = spliced(plan.audio.splice);
  const reasons = plan.reasons.map((reason) => (reason === planned ? misfit : reason));
  return { ...plan, audio: { ...plan.audio, splice: undefined }, reasons };
}

const misfit = 'The sound is encoded: its packets around the cuts do not fit to encoded ones.';

/** `98.4 %`, rounded down: what is nearly all of it is not called all. */
function spliced(splice: SoundSplice): string {
  const share = Math.floor((1000 * copiedPackets(splice)) / splice.packets) / 10;
  return `${share.toFixed(1)} % of the sound is copied; the rest, around the cuts, is encoded.`;
}
