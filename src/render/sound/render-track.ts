import type { ChildContext } from '../child/run-child.ts';
import { packetSamples } from '../../planner/sound/splice-sound.ts';
import { masterAac } from './mixing/master-aac.ts';
import { encodeMastered } from './mixing/master-sound.ts';
import { measureSound } from './measure-sound.ts';
import { mixOnce, sharesOf } from './mixing/mix-programme.ts';
import { encodeOpus, renderAac, renderPlain, type SoundToRender } from './render-sound.ts';
import type { SoundChunk } from './sound-chunk.ts';
import type { RenderedSound, SoundTrackParts } from './sound-track.ts';

/** The whole programme as AAC. */
export async function renderAacTrack(context: ChildContext, work: SoundToRender): Promise<SoundTrackParts> {
  const { mix } = work.plan;
  if (!mix) return aacTrack(await renderAac(context, work));
  const { chunks, mastered } = await masterAac(context, work, mix);
  return { ...aacTrack(chunks), mastered };
}

/** The whole programme as Opus. */
export async function renderOpusTrack(context: ChildContext, work: SoundToRender): Promise<RenderedSound> {
  const { mix } = work.plan;
  if (!mix) {
    const pcm = await renderPlain(context, work);
    return { kind: 'opus', pcm, path: await encodeOpus(context, { ...work, pcm }) };
  }
  const { onMixed, onEncoded } = sharesOf(work.onShare);
  const mixed = await mixOnce(context, { ...work, mix, onShare: onMixed });
  const { made, pcm, mastered } = await encodeMastered(mix, mixed, {
    folder: work.folder,
    encode: (raw) => encodeOpus(context, { ...work, pcm: raw, onShare: onEncoded }),
    measure: (path) => measureSound(context, { path, label: 'loudness and peaks of the sound' }),
  });
  return { kind: 'opus', path: made, pcm, mastered };
}

function aacTrack(chunks: readonly SoundChunk[]): SoundTrackParts {
  // The encoder's run-up is one packet.
  return { parts: chunks.map((chunk) => ({ kind: 'encode', ...chunk })), primingSamples: packetSamples };
}
