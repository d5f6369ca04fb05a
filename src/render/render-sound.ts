import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/problems.ts';
import { hasComplaint } from '../ffmpeg/classify-failure.ts';
import { decodeSoundArgs, encodeAacArgs, encodeOpusArgs, type SoundEncode } from '../ffmpeg/audio-args.ts';
import { chunkKey, type ChunkStore } from '../media/chunk-store.ts';
import type { ReadSource } from '../media/read-source.ts';
import { PLANNER_VERSION, type AudioPlan } from '../planner/plan.ts';
import { programmeChannels, writeProgramme } from './write-programme.ts';
import { refuseDamagedSound } from './find-damage.ts';
import { runChild, type ChildContext } from './run-child.ts';

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

export interface SoundToRender {
  readonly plan: EncodedSound;
  readonly sources: readonly (ReadSource | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  /** A folder of the attempt's own, for the raw programme. */
  readonly folder: string;
  readonly store: ChunkStore;
  /** Share of the whole work done, 0..1. */
  readonly onShare: (share: number) => void;
}

/** A piece of finished AAC: its packets `[firstPacket, firstPacket + packets)` of the programme's stream. */
export interface SoundChunk {
  readonly key: string;
  readonly path: string;
  readonly firstPacket: number;
  readonly packets: number;
  /** How many packets of the file come before them. */
  readonly skippedPackets: number;
}

/** AAC's frame, and the encoder's run-up, in samples. */
export const samplesPerPacket = 1024;

/**
 * Packets per chunk: about a minute, so that moving one cut encodes one minute of sound again. Chunks start on
 * packet borders, so joining them is joining packets.
 */
const packetsPerChunk = 2816;

/**
 * Packets encoded before and after a chunk and thrown away: with two of each the joins measure the same as
 * one pass (the transform overlaps by one packet, the second lets the rate control settle).
 */
const runUpPackets = 2;

const bytesPerFrame = 2 * programmeChannels;

/** The whole programme as AAC, chunk by chunk: one continuous sound, encoded side by side with the picture. */
export async function renderAac(context: ChildContext, work: SoundToRender): Promise<SoundChunk[]> {
  const pcm = await renderProgramme(context, work);
  // One more packet than the samples fill: the first one only carries the encoder's run-up.
  const total = Math.ceil(work.plan.totalSamples / samplesPerPacket) + 1;
  const count = Math.ceil(total / packetsPerChunk);
  let done = 0;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const firstPacket = i * packetsPerChunk;
      const packets = Math.min(packetsPerChunk, total - firstPacket);
      const chunk = await renderAacChunk(context, { ...work, pcm, firstPacket, packets });
      work.onShare(0.3 + (0.7 * ++done) / count);
      return chunk;
    }),
  );
}

/** The whole programme as Opus in WebM; answers the path of the file in the attempt's folder. */
export async function renderOpus(context: ChildContext, work: SoundToRender): Promise<string> {
  const pcm = await renderProgramme(context, work);
  const output = join(work.folder, 'sound.webm');
  const seconds = work.plan.totalSamples / work.plan.sampleRate;
  await runChild(context, {
    label: 'sound',
    args: () => encodeOpusArgs({ ...encodeJob(work.plan, pcm), output }),
    onSeconds: (done) => work.onShare(0.3 + (0.7 * done) / seconds),
  });
  return output;
}

function encodeJob(plan: EncodedSound, pcm: string): Omit<SoundEncode, 'output'> {
  const { sampleRate, bitrateBps, totalSamples } = plan;
  return { pcm, sampleRate, bitrateBps, channels: programmeChannels, firstSample: 0, samples: totalSamples };
}

/** Decodes every source once and puts its sound where the programme wants it. Answers the raw file's path. */
async function renderProgramme(context: ChildContext, work: SoundToRender): Promise<string> {
  const path = join(work.folder, 'programme.pcm');
  const file = await open(path, 'w');
  try {
    await file.truncate(work.plan.totalSamples * bytesPerFrame);
    const heard = [...new Set(work.plan.stretches.map(({ source }) => source))].filter(
      (source) => source >= 0,
    );
    let done = 0;
    await Promise.all(
      heard.map(async (source) => {
        const writer = writeProgramme(file, work.plan.stretches, {
          source,
          sampleRate: work.plan.sampleRate,
        });
        await decodeSource(context, work, { source, ...writer });
        work.onShare((0.3 * ++done) / heard.length);
      }),
    );
  } finally {
    await file.close();
  }
  return path;
}

async function decodeSource(
  context: ChildContext,
  work: SoundToRender,
  writer: { source: number; samples: number; feed: (bytes: Uint8Array) => Promise<void> },
): Promise<void> {
  const source = work.sources[writer.source];
  const audio = source?.facts.audio;
  if (!source || !audio || writer.samples <= 0) return;
  const { origin } = source.facts;
  const { sampleRate } = work.plan;
  const words = await runChild(context, {
    label: `sound of source ${writer.source + 1}`,
    args: () => decodeSoundArgs({ path: source.path, audio, origin, sampleRate, samples: writer.samples }),
    onData: writer.feed,
  });
  if (!hasComplaint(words)) return;
  const name = work.names[writer.source] ?? '';
  await refuseDamagedSound(context, { source, name, heard: heardOf(work.plan, writer.source), words });
}

/** Stretches of a source's own time line that are heard, in seconds. */
function heardOf({ stretches, sampleRate }: EncodedSound, source: number): [number, number][] {
  return stretches
    .filter((stretch) => stretch.source === source)
    .map(({ firstSample, endSample, shiftSamples }) => [
      (firstSample + shiftSamples) / sampleRate,
      (endSample + shiftSamples) / sampleRate,
    ]);
}

interface AacChunkWork extends SoundToRender {
  readonly pcm: string;
  readonly firstPacket: number;
  readonly packets: number;
}

async function renderAacChunk(context: ChildContext, work: AacChunkWork): Promise<SoundChunk> {
  const { plan, pcm, firstPacket, packets, store } = work;
  const runUp = Math.min(runUpPackets, firstPacket);
  // Packet n of a stream decodes to the samples before n·1024; the encoder puts one packet of run-up first.
  const firstSample = (firstPacket - runUp) * samplesPerPacket;
  const samples = Math.min(
    plan.totalSamples - firstSample,
    (runUp + packets + runUpPackets) * samplesPerPacket,
  );
  const key = await soundKey(context, work, { firstSample, samples });
  const place = { key, firstPacket, packets, skippedPackets: runUp };
  const known = await store.find(key);
  if (known !== undefined) {
    context.log.write({ event: 'reused', task: `sound from packet ${firstPacket}`, key });
    return { ...place, path: known };
  }
  const temporary = store.reserve();
  try {
    await runChild(context, {
      label: `sound from packet ${firstPacket}`,
      args: () => encodeAacArgs({ ...encodeJob(plan, pcm), firstSample, samples, output: temporary }),
    });
    if ((await stat(temporary)).size === 0) throw emptySound();
    return { ...place, path: await store.publish(key, temporary) };
  } finally {
    await store.discard(temporary);
  }
}

/** The key of a sound chunk: the samples themselves and how they are encoded. */
async function soundKey(
  context: ChildContext,
  { plan, pcm }: AacChunkWork,
  range: { firstSample: number; samples: number },
): Promise<string> {
  const hash = createHash('sha1');
  const file = await open(pcm, 'r');
  try {
    const start = range.firstSample * bytesPerFrame;
    const end = start + range.samples * bytesPerFrame - 1;
    const stream = file.createReadStream({ start, end, autoClose: false, highWaterMark: 1 << 20 });
    for await (const piece of stream) hash.update(piece as Buffer);
  } finally {
    await file.close();
  }
  const args = encodeAacArgs({ ...encodeJob(plan, ''), ...range, firstSample: 0, output: '' });
  return chunkKey(['sound', PLANNER_VERSION, context.tools.ffmpegVersion, hash.digest('hex'), ...args]);
}

function emptySound(): ProblemError {
  return new ProblemError({
    code: 'CHILD_CRASHED',
    message: 'The sound encoder wrote nothing.',
    hint: 'The log of the export has its last words.',
  });
}
