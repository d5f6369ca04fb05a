import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import { readAdts } from '../../media/reading/mp4/mp4-adts.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import { aacSampleEntry, plainStereo48k } from '../../mp4/aac/aac-entry.ts';
import { isMalformed } from '../../mp4/read/box.ts';
import type { SoundRun, SoundTrackSpec } from '../../mp4/write/movie-spec.ts';
import type { AudioPlan } from '../../planner/plan/audio-plan.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { packetSamples } from '../../planner/sound/splice-sound.ts';
import type { SoundTrackParts } from './sound-track.ts';
import { soundPacketsOf } from './decode-picks.ts';
import type { SoundChunk } from './sound-chunk.ts';
import type { SoundPart } from './splice/render-splice.ts';

export interface SoundToAssemble {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSound | undefined)[];
  /** Undefined where the sound is not AAC of ours: copied as a whole, or none. */
  readonly sound: SoundTrackParts | undefined;
}

/** Says which packets of which files make up the sound of the export; undefined where it has none, or not in MP4. */
export async function assembleSound(work: SoundToAssemble): Promise<SoundTrackSpec | undefined> {
  const { plan, sources, sound } = work;
  const { audio } = plan;
  if (audio?.kind === 'copy') return copiedTrack(audio, sources[audio.source]);
  return audio && sound ? madeTrack({ ...work, audio, sound }) : undefined;
}

/** The packets of one source as they are; which of their samples are heard is said by the edit list. */
function copiedTrack(
  plan: Extract<AudioPlan, { kind: 'copy' }>,
  source: ReadSound | undefined,
): SoundTrackSpec {
  const sampleEntry = source?.soundBytes?.track.sampleEntries[0];
  if (!sampleEntry) throw new Error('The copied sound has no packets');
  const { sampleRate, primingSamples, totalSamples } = plan;
  return {
    sampleRate,
    sampleEntry,
    samplesPerPacket: packetSamples,
    primingSamples,
    totalSamples,
    runs: [soundPacketsOf(source, plan)],
  };
}

async function madeTrack({
  sources,
  audio,
  sound,
}: SoundToAssemble & { audio: AudioPlan; sound: SoundTrackParts }): Promise<SoundTrackSpec> {
  const { sampleRate, channels, totalSamples } = audio;
  const read = await Promise.all(sound.parts.map((part) => readPart(part, sources)));
  return {
    sampleRate,
    // What is copied is of the very format that is encoded.
    sampleEntry: aacSampleEntry({ config: read[0]?.config ?? plainStereo48k, sampleRate, channels }),
    samplesPerPacket: packetSamples,
    primingSamples: sound.primingSamples,
    totalSamples,
    runs: read.map(({ run }) => run),
  };
}

interface ReadPart {
  readonly config: Uint8Array;
  readonly run: SoundRun;
}

async function readPart(part: SoundPart, sources: SoundToAssemble['sources']): Promise<ReadPart> {
  if (part.kind === 'encode') return readSoundChunk(part);
  const { fromPacket, toPacket, sourcePacket } = part;
  const toSourcePacket = sourcePacket + toPacket - fromPacket;
  const run = soundPacketsOf(sources[part.source], { fromPacket: sourcePacket, toPacket: toSourcePacket });
  return { config: plainStereo48k, run };
}

/** The packets of a chunk, and how they are encoded. Throws a `DamagedChunkError` where some are missing. */
export async function readSoundChunk({ stored, skippedPackets, packets }: SoundChunk): Promise<ReadPart> {
  const { path, sums } = stored;
  const stream = await readAdts(path, { bytes: sums.bytes });
  const from = skippedPackets;
  const to = from + packets;
  if (isMalformed(stream) || stream.size.length < to)
    throw new DamagedChunkError(path, 'lacks packets of sound');
  const run = { path, sums, offset: stream.offset.slice(from, to), size: stream.size.slice(from, to) };
  return { config: stream.config, run };
}
