import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeasuredLoudness } from '../../../ffmpeg/sound/loudness-args.ts';
import type { SoundMix } from '../../../planner/plan/audio-plan.ts';
import { packetSamples } from '../../../planner/sound/splice-sound.ts';
import type { ChildContext } from '../../child/run-child.ts';
import { readSoundChunk } from '../assemble-sound.ts';
import { writePackets } from '../decode-packets.ts';
import { findMaster, masterKey, rememberMaster } from './known-masters.ts';
import { encodeMastered } from './master-sound.ts';
import type { KnownMaster, MasteredAac } from './mastered.ts';
import { measureSound } from '../measure-sound.ts';
import { changedMix, mixOnce, sharesOf } from './mix-programme.ts';
import { encodeAac, type SoundToRender } from '../render-sound.ts';
import type { SoundChunk } from '../sound-chunk.ts';
import { mixRecipe } from '../sound-recipe.ts';

/**
 * Mixes, masters and encodes the programme. Outputs of one attempt that hear the same have it done once, and so have
 * exports that come after it, as long as the chunks are there.
 */
export function masterAac(context: ChildContext, work: SoundToRender, mix: SoundMix): Promise<MasteredAac> {
  const recipe = `${work.plan.bitrateBps} ${mixRecipe({ ...work, mix })}`;
  return work.mixes.aac(recipe, async () => {
    const key = masterKey(recipe, context.tools.ffmpegVersion);
    const known = await findMaster(work.store, key);
    if (known) context.log.write({ event: 'reused', task: 'sound', key });
    const master = known ?? (await makeMaster(context, work, mix));
    if (!known) await rememberMaster(work.store, key, master);
    work.onShare(1);
    const again = { ...work, onShare: () => undefined };
    return {
      ...master,
      pcm: async () => changedMix(await mixOnce(context, { ...again, mix }), master.change, work.folder),
    };
  });
}

async function makeMaster(context: ChildContext, work: SoundToRender, mix: SoundMix): Promise<KnownMaster> {
  const { onMixed, onEncoded } = sharesOf(work.onShare);
  const mixed = await mixOnce(context, { ...work, mix, onShare: onMixed });
  const { made, mastered, change } = await encodeMastered(mix, mixed, {
    folder: work.folder,
    encode: (pcm) => encodeAac(context, { ...work, pcm, onShare: onEncoded }),
    measure: (chunks) => measureChunks(context, work, chunks),
  });
  return { chunks: made, mastered, change };
}

/** Writes packets of chunks as one stream of ADTS. */
export async function writeChunks(
  context: ChildContext,
  chunks: readonly SoundChunk[],
  path: string,
): Promise<void> {
  const runs = await Promise.all(chunks.map(async (chunk) => (await readSoundChunk(chunk)).run));
  await writePackets({ runs, path }, context.signal);
}

async function measureChunks(
  context: ChildContext,
  { folder, plan }: SoundToRender,
  chunks: readonly SoundChunk[],
): Promise<MeasuredLoudness> {
  const path = join(folder, 'measured.aac');
  await writeChunks(context, chunks, path);
  // What a player leaves out is not measured either: gates make a difference of tenths out of some milliseconds.
  const heard = { from: packetSamples, to: packetSamples + plan.totalSamples };
  const measured = await measureSound(context, { path, label: 'loudness and peaks of the sound', heard });
  await rm(path, { force: true });
  return measured;
}
