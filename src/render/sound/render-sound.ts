import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readRange } from '../../disk/read-range.ts';
import { ProblemError } from '../../contract/problems.ts';
import { encodeAacArgs, encodeOpusArgs, type SoundEncode } from '../../ffmpeg/sound/audio-args.ts';
import type { StoredChunk } from '../../media/chunks/chunk-shelf.ts';
import { chunkKey, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import { readAdts } from '../../media/reading/mp4/mp4-adts.ts';
import { isMalformed } from '../../mp4/read/box.ts';
import type { AudioPlan } from '../../planner/plan/audio-plan.ts';
import { PLANNER_VERSION } from '../../planner/plan/plan.ts';
import { packetSamples } from '../../planner/sound/splice-sound.ts';
import { renderProgramme, type ProgrammeToRender } from './render-programme.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import type { SharedMixes } from './mixing/shared-mixes.ts';
import type { SoundChunk } from './sound-chunk.ts';
import { soundRecipes, type SampleRange } from './sound-recipe.ts';
import { programmeChannels } from './write-programme.ts';

const bytesPerFrame = 2 * programmeChannels;

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

export interface SoundToRender extends Omit<ProgrammeToRender, 'wanted' | 'isPicked'> {
  readonly store: ChunkStore;
  readonly mixes: SharedMixes;
}

/**
 * Packets per chunk: about a minute, so that moving one cut encodes one minute of sound again. Chunks start on
 * packet borders, so joining them is joining packets.
 */
export const packetsPerChunk = 2816;

/**
 * Packets encoded before and after a chunk and thrown away: with two of each the joins measure the same as
 * one pass (the transform overlaps by one packet, the second lets the rate control settle).
 */
const runUpPackets = 2;

/**
 * The whole programme as AAC, chunk by chunk: one continuous sound, encoded side by side with the picture.
 * Only what no chunk holds yet is decoded.
 */
export async function renderAac(context: ChildContext, work: SoundToRender): Promise<SoundChunk[]> {
  const recipeOf = soundRecipes(work);
  const all = placesOf(work).map(async (place) => {
    const { from, to } = place.samples;
    const key = soundKey(context, work, { recipe: recipeOf(place.samples), samples: to - from });
    return findChunk(context, work, { ...place, key });
  });
  const places = await Promise.all(all);
  const wanted = places.filter(({ stored }) => stored === undefined).map(({ samples }) => samples);
  const onShare = (share: number) => work.onShare(0.3 * share);
  const pcm =
    wanted.length === 0 ? '' : await renderProgramme(context, { ...work, wanted, isPicked: false, onShare });
  return encodeMissing(context, { ...work, pcm }, places);
}

/**
 * Raw sound as AAC, chunk by chunk. Chunks are found by the samples that they hold: what stays as it was is not
 * encoded again, whatever it was mixed of.
 */
export async function encodeAac(
  context: ChildContext,
  work: SoundToRender & { readonly pcm: string },
): Promise<SoundChunk[]> {
  await using file = await open(work.pcm, 'r');
  const places: FoundPlace[] = [];
  for (const place of placesOf(work)) {
    const { from, to } = place.samples;
    const recipe = `samples ${await hashSamples(file, place.samples, context.signal)}`;
    const key = soundKey(context, work, { recipe, samples: to - from });
    places.push(await findChunk(context, work, { ...place, key }));
  }
  return encodeMissing(context, work, places);
}

async function encodeMissing(
  context: ChildContext,
  work: SoundToRender & { readonly pcm: string },
  places: readonly FoundPlace[],
): Promise<SoundChunk[]> {
  let done = places.filter(({ stored }) => stored !== undefined).length;
  const report = () => work.onShare(0.3 + (0.7 * done) / places.length);
  return Promise.all(
    places.map(async ({ stored, samples, ...place }) => {
      const there = stored ?? (await renderAacChunk(context, { ...work, ...place, samples }));
      if (!stored) done++;
      report();
      return { ...place, stored: there };
    }),
  );
}

/** Bytes that are hashed in one go. */
const hashedBytes = 2 ** 20;

async function hashSamples(
  file: FileHandle,
  { from, to }: SampleRange,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const end = to * bytesPerFrame;
  for (let offset = from * bytesPerFrame; offset < end; offset += hashedBytes)
    hash.update(await readRange(file, { offset, size: Math.min(hashedBytes, end - offset), signal }));
  return hash.digest('hex');
}

/** Where a chunk lies in the programme: its packets, and the samples it is encoded from. */
interface ChunkPlace extends Omit<SoundChunk, 'stored'> {
  readonly samples: SampleRange;
}

interface FoundPlace extends ChunkPlace {
  readonly stored: StoredChunk | undefined;
}

function placesOf({ plan: { totalSamples } }: SoundToRender): Omit<ChunkPlace, 'key'>[] {
  // One more packet than the samples fill: the first one only carries the encoder's run-up.
  const total = Math.ceil(totalSamples / packetSamples) + 1;
  return Array.from({ length: Math.ceil(total / packetsPerChunk) }, (_, i) => {
    const firstPacket = i * packetsPerChunk;
    const packets = Math.min(packetsPerChunk, total - firstPacket);
    const skippedPackets = Math.min(runUpPackets, firstPacket);
    // Packet n of a stream decodes to the samples before n·1024; the encoder puts one packet of run-up first.
    const from = (firstPacket - skippedPackets) * packetSamples;
    const to = Math.min(totalSamples, from + (skippedPackets + packets + runUpPackets) * packetSamples);
    return { firstPacket, packets, skippedPackets, samples: { from, to } };
  });
}

async function findChunk(
  context: ChildContext,
  { store }: SoundToRender,
  place: ChunkPlace,
): Promise<FoundPlace> {
  const stored = await store.findWhole(place.key);
  if (stored) {
    context.log.write({ event: 'reused', task: `sound from packet ${place.firstPacket}`, key: place.key });
  }
  return { ...place, stored };
}

/** The whole raw programme as Opus in MP4: that file, in the attempt's folder. */
export async function encodeOpus(
  context: ChildContext,
  work: SoundToRender & { readonly pcm: string },
): Promise<string> {
  const whole = { from: 0, to: work.plan.totalSamples };
  const output = join(work.folder, 'sound.mp4');
  const seconds = work.plan.totalSamples / work.plan.sampleRate;
  await runChild(context, {
    label: 'sound',
    reads: [work.pcm],
    writes: [output],
    args: () => encodeOpusArgs({ ...encodeJob(work.plan, work.pcm, whole), output }),
    onSeconds: (done) => work.onShare(0.3 + (0.7 * done) / seconds),
  });
  return output;
}

/** The raw programme of a plan without a mix, all of it. */
export async function renderPlain(context: ChildContext, work: SoundToRender): Promise<string> {
  const wanted = [{ from: 0, to: work.plan.totalSamples }];
  const onShare = (share: number) => work.onShare(0.3 * share);
  return renderProgramme(context, { ...work, wanted, isPicked: false, onShare });
}

function encodeJob(
  { sampleRate, bitrateBps }: EncodedSound,
  pcm: string,
  { from, to }: SampleRange,
): Omit<SoundEncode, 'output'> {
  return { pcm, sampleRate, bitrateBps, channels: programmeChannels, firstSample: from, samples: to - from };
}

interface AacChunkWork extends SoundToRender, ChunkPlace {
  readonly pcm: string;
}

async function renderAacChunk(context: ChildContext, work: AacChunkWork): Promise<StoredChunk> {
  const { plan, pcm, firstPacket, key, store } = work;
  const temporary = store.reserve();
  try {
    await runChild(context, {
      label: `sound from packet ${firstPacket}`,
      reads: [pcm],
      writes: [temporary],
      args: () => encodeAacArgs({ ...encodeJob(plan, pcm, work.samples), output: temporary }),
    });
    const stream = await readAdts(temporary, { signal: context.signal });
    // What is published is found again by every export that shares this minute.
    if (isMalformed(stream) || stream.size.length < work.skippedPackets + work.packets) throw shortSound();
    return await store.publish(key, temporary);
  } finally {
    await store.discard(temporary);
  }
}

/** The key of a sound chunk: what is heard in it, and how it is encoded. */
function soundKey(
  context: ChildContext,
  { plan }: SoundToRender,
  { recipe, samples }: { recipe: string; samples: number },
): string {
  const args = encodeAacArgs({ ...encodeJob(plan, '', { from: 0, to: samples }), output: '' });
  return chunkKey(['sound', PLANNER_VERSION, context.tools.ffmpegVersion, recipe, ...args]);
}

function shortSound(): ProblemError {
  return new ProblemError({
    code: 'CHILD_CRASHED',
    message: 'The sound encoder wrote fewer packets than the programme has.',
    hint: 'Retry; the log of the export has the last words of the encoder.',
  });
}
