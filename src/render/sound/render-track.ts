import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '../../contract/exports/status.ts';
import type { SoundMix } from '../../planner/plan/audio-plan.ts';
import { packetSamples } from '../../planner/sound/splice-sound.ts';
import { readSoundChunk } from './assemble-sound.ts';
import { writePackets } from './decode-packets.ts';
import { measureSound } from './measure-sound.ts';
import { mixProgramme, type MixedProgramme } from './mix-programme.ts';
import {
  encodeAac,
  encodeOpus,
  renderAac,
  renderPlain,
  type SoundChunk,
  type SoundToRender,
} from './render-sound.ts';
import type { ChildContext } from '../child/run-child.ts';
import type { Mastered, RenderedSound, SoundTrackParts } from './sound-track.ts';

/** A codec adds to the peaks of what it is given: they are lowered until what it makes of them keeps below. */
const mostRounds = 5;
/** What the meter rounds away, and what a peak may be over in the end, in decibels. */
const rounding = 0.05;

/** The whole programme as AAC. */
export async function renderAacTrack(context: ChildContext, work: SoundToRender): Promise<SoundTrackParts> {
  const { mix } = work.plan;
  if (!mix) return aacTrack(await renderAac(context, work));
  const { mixed, after } = await mixFirst(context, work, mix);
  const encode = () => encodeAac(context, { ...after, pcm: mixed.pcm });
  const chunks = await keepBelow(mix, mixed, {
    encode,
    peakOf: async (made) => peakOfChunks(context, after, made),
  });
  return { ...aacTrack(chunks), mastered: masteredOf(mix, mixed) };
}

/** The whole programme as Opus. */
export async function renderOpusTrack(context: ChildContext, work: SoundToRender): Promise<RenderedSound> {
  const { mix } = work.plan;
  if (!mix) {
    const pcm = await renderPlain(context, work);
    return { kind: 'opus', pcm, path: await encodeOpus(context, { ...work, pcm }) };
  }
  const { mixed, after } = await mixFirst(context, work, mix);
  const path = await keepBelow(mix, mixed, {
    encode: () => encodeOpus(context, { ...after, pcm: mixed.pcm }),
    peakOf: async (made) =>
      (await measureSound(context, { path: made, label: 'peaks of the sound' })).truePeak,
  });
  return { kind: 'opus', path, pcm: mixed.pcm, mastered: masteredOf(mix, mixed) };
}

function aacTrack(chunks: readonly SoundChunk[]): SoundTrackParts {
  // The encoder's run-up is one packet.
  return { parts: chunks.map((chunk) => ({ kind: 'encode', ...chunk })), primingSamples: packetSamples };
}

/** The share of the work that mixing is. */
const shareOfMixing = 0.6;

async function mixFirst(
  context: ChildContext,
  work: SoundToRender,
  mix: SoundMix,
): Promise<{ mixed: MixedProgramme; after: SoundToRender }> {
  const onMixed = (share: number) => work.onShare(shareOfMixing * share);
  const mixed = await mixProgramme(context, { ...work, mix, onShare: onMixed });
  const onShare = (share: number) => work.onShare(shareOfMixing + (1 - shareOfMixing) * share);
  return { mixed, after: { ...work, onShare } };
}

/** Encodes, and again with lower peaks where the codec raised them above what was asked for. */
export async function keepBelow<Made>(
  { mastering: { loudness, truePeak } }: SoundMix,
  mixed: MixedProgramme,
  { encode, peakOf }: { encode: () => Promise<Made>; peakOf: (made: Made) => Promise<number> },
): Promise<Made> {
  let made = await encode();
  if (loudness === undefined) return made;
  for (let round = 1; round < mostRounds; round++) {
    const excess = (await peakOf(made)) - truePeak;
    if (excess <= rounding) break;
    await mixed.lower(excess + rounding);
    made = await encode();
  }
  return made;
}

async function peakOfChunks(
  context: ChildContext,
  { folder }: SoundToRender,
  chunks: readonly SoundChunk[],
): Promise<number> {
  const path = join(folder, 'measured.aac');
  const runs = await Promise.all(chunks.map(async (chunk) => (await readSoundChunk(chunk)).run));
  await writePackets({ runs, path }, context.signal);
  const { truePeak } = await measureSound(context, { path, label: 'peaks of the sound' });
  await rm(path, { force: true });
  return truePeak;
}

export function masteredOf(
  { mastering: { loudness, truePeak } }: SoundMix,
  mixed: MixedProgramme,
): Mastered | undefined {
  if (loudness === undefined) return undefined;
  return { target: loudness, loudness: mixed.loudness ?? -Infinity, truePeak };
}

/** A loudness that is off by less is what was asked for, in LU. */
const closeEnough = 0.3;

/** What people should know of a loudness that could not be reached. */
export function warnOfLoudness(mastered: Mastered | undefined): Warning[] {
  if (!mastered || Math.abs(mastered.loudness - mastered.target) <= closeEnough) return [];
  const { loudness, target, truePeak } = mastered;
  const message = Number.isFinite(loudness)
    ? `The sound is at ${loudness.toFixed(1)} LUFS, not at ${target}: more gain would need peaks above ${truePeak} dBTP. Ask for less, or make its loudest moments quieter.`
    : `There is no sound to bring to ${target} LUFS: the programme is silent.`;
  return [{ code: 'LOUDNESS_MISSED', message }];
}
