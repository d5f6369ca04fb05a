import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '../../contract/exports/status.ts';
import type { MeasuredLoudness } from '../../ffmpeg/sound/loudness-args.ts';
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

/** A codec adds to the peaks of what it is given, and leaves out some of what hisses: how often that is made up for. */
const mostRounds = 5;
/** What the meter rounds away, and what a peak may be over in the end, in decibels. */
const rounding = 0.05;
/** What a codec may take of the loudness before it is made up for, in LU. */
const lossAllowed = 0.2;

/** The whole programme as AAC. */
export async function renderAacTrack(context: ChildContext, work: SoundToRender): Promise<SoundTrackParts> {
  const { mix } = work.plan;
  if (!mix) return aacTrack(await renderAac(context, work));
  const { mixed, after } = await mixFirst(context, work, mix);
  const encode = () => encodeAac(context, { ...after, pcm: mixed.pcm });
  const { made, mastered } = await encodeMastered(mix, mixed, {
    encode,
    measure: async (chunks) => measureChunks(context, after, chunks),
  });
  return { ...aacTrack(made), mastered };
}

/** The whole programme as Opus. */
export async function renderOpusTrack(context: ChildContext, work: SoundToRender): Promise<RenderedSound> {
  const { mix } = work.plan;
  if (!mix) {
    const pcm = await renderPlain(context, work);
    return { kind: 'opus', pcm, path: await encodeOpus(context, { ...work, pcm }) };
  }
  const { mixed, after } = await mixFirst(context, work, mix);
  const { made: path, mastered } = await encodeMastered(mix, mixed, {
    encode: () => encodeOpus(context, { ...after, pcm: mixed.pcm }),
    measure: (encoded) => measureEncoded(context, encoded),
  });
  return { kind: 'opus', path, pcm: mixed.pcm, mastered };
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

/** Encodes, and again where the codec raised peaks above what was asked for, or took from the loudness. */
export async function encodeMastered<Made>(
  { mastering }: SoundMix,
  mixed: MixedProgramme,
  by: {
    readonly encode: () => Promise<Made>;
    readonly measure: (made: Made) => Promise<MeasuredLoudness>;
  },
): Promise<{ readonly made: Made; readonly mastered: Mastered | undefined }> {
  const { loudness: target, truePeak } = mastering;
  let made = await by.encode();
  if (target === undefined) return { made, mastered: undefined };
  // Where its peaks do not allow the loudness, more gain would change nothing.
  const isReached = mixed.loudness !== undefined && isLoudEnough({ loudness: mixed.loudness, target });
  for (let round = 1; ; round++) {
    const measured = await by.measure(made);
    const lost = target - measured.loudness;
    const excess = measured.truePeak - truePeak;
    const louder = isReached && Math.abs(lost) > lossAllowed + rounding ? lost : 0;
    const lowerPeaks = excess > rounding ? excess + rounding : 0;
    if (round === mostRounds || (louder === 0 && lowerPeaks === 0))
      return { made, mastered: { target, truePeak, loudness: measured.loudness } };
    await mixed.writeAgain({ lowerPeaks, louder });
    made = await by.encode();
  }
}

/** What was encoded, as loud as it is heard. */
export function measureEncoded(context: ChildContext, path: string): Promise<MeasuredLoudness> {
  return measureSound(context, { path, label: 'loudness and peaks of the sound' });
}

async function measureChunks(
  context: ChildContext,
  { folder }: SoundToRender,
  chunks: readonly SoundChunk[],
): Promise<MeasuredLoudness> {
  const path = join(folder, 'measured.aac');
  const runs = await Promise.all(chunks.map(async (chunk) => (await readSoundChunk(chunk)).run));
  await writePackets({ runs, path }, context.signal);
  const measured = await measureEncoded(context, path);
  await rm(path, { force: true });
  return measured;
}

/** A loudness that is off by less is what was asked for, in LU. */
const closeEnough = 0.3;

/** Whether what was encoded is as loud as was asked for. */
export function isLoudEnough({ loudness, target }: Pick<Mastered, 'loudness' | 'target'>): boolean {
  return Math.abs(loudness - target) <= closeEnough + rounding;
}

/** What people should know of a loudness that could not be reached. */
export function warnOfLoudness(mastered: Mastered | undefined): Warning[] {
  if (!mastered || isLoudEnough(mastered)) return [];
  const { loudness, target, truePeak } = mastered;
  const message = Number.isFinite(loudness)
    ? `The sound is at ${loudness.toFixed(1)} LUFS, not at ${target}: more gain would need peaks above ${truePeak} dBTP. Ask for less, or make its loudest moments quieter.`
    : `There is no sound to bring to ${target} LUFS: the programme is silent.`;
  return [{ code: 'LOUDNESS_MISSED', message }];
}
