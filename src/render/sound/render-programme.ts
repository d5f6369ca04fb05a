import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import { decodeSoundArgs } from '../../ffmpeg/sound/decode-sound-args.ts';
import { createSoundReader, passesOf } from '../../media/sound/read-sound.ts';
import { tapsAround } from '../../shared/sinc-weights.ts';
import { soundBytesNeeded } from '../../media/reading/needed-bytes.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import type { TakePlaced } from '../../media/sound/place-sound.ts';
import { retimeSound } from '../../media/sound/retime-sound.ts';
import type { AudioPlan, SoundStretch } from '../../planner/plan/audio-plan.ts';
import { toNumber } from '../../timeline/rational.ts';
import { decodePicks } from './decode-picks.ts';
import { refuseDamagedSound } from '../damage/find-damage.ts';
import { neededSound, pickPackets, type SoundPick } from './needed-sound.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import type { SampleRange } from './sound-recipe.ts';
import {
  nameOfOrigin,
  programmeChannels,
  takeTurns,
  writeProgramme,
  type ProgrammeWriter,
  type SoundOrigin,
} from './write-programme.ts';

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

export interface ProgrammeToRender {
  readonly plan: EncodedSound;
  readonly sources: readonly (ReadSound | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  /** A folder of the attempt's own, for the raw programme. */
  readonly folder: string;
  /** Parts of the programme that are wanted; what lies outside of them is of no use. */
  readonly wanted: readonly SampleRange[];
  /** Decodes only the packets that are needed of sources whose packets can be taken out of their files. */
  readonly isPicked: boolean;
  /** Share of this work done, 0..1. */
  readonly onShare: (share: number) => void;
}

/** With more of a source's packets wanted than one in so many, reading and decoding it in one go costs less. */
const fewOf = 8;

const bytesPerFrame = 2 * programmeChannels;

/** Stretches and the file that gets them, raw. */
export interface SoundLane {
  readonly path: string;
  readonly stretches: readonly SoundStretch[];
}

/**
 * Decodes every source that is heard in the `wanted` parts of the programme, once and as far as they reach, and
 * puts its sound there. Answers the raw file's path. Throws a `PickedSoundError` only where it may pick.
 */
export async function renderProgramme(context: ChildContext, work: ProgrammeToRender): Promise<string> {
  const path = join(work.folder, 'programme.pcm');
  await renderLanes(context, work, [{ path, stretches: work.plan.stretches }]);
  return path;
}

/** The same for several lanes of sound, each into a file of its own; what several hear is decoded once for all of them. */
export async function renderLanes(
  context: ChildContext,
  work: ProgrammeToRender,
  lanes: readonly SoundLane[],
): Promise<void> {
  const files = await Promise.all(lanes.map(({ path }) => open(path, 'w+')));
  try {
    await Promise.all(files.map((file) => file.truncate(work.plan.totalSamples * bytesPerFrame)));
    await fillLanes(context, work, partsOf(work, lanes, files));
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

async function fillLanes(
  context: ChildContext,
  work: ProgrammeToRender,
  parts: readonly SourcePart[],
): Promise<void> {
  const picked = parts.filter(({ picks }) => picks);
  const whole = parts.filter(({ picks }) => !picks);
  let done = 0;
  const report = (sources: number) => work.onShare((done += sources) / Math.max(1, parts.length));
  await Promise.all([
    decodePicks(context, work, picked).then(() => report(picked.length)),
    ...whole.map(async (part) => {
      await decodeSource(context, work, part);
      report(1);
    }),
  ]);
}

interface SourcePart extends SoundOrigin {
  readonly writer: ProgrammeWriter;
  /** Undefined: it is decoded from its start. */
  readonly picks: readonly SoundPick[] | undefined;
  /** Of all lanes: what is heard of it. */
  readonly stretches: readonly SoundStretch[];
}

/** One for each source, and each speed at which it is heard. */
function partsOf(
  work: ProgrammeToRender,
  lanes: readonly SoundLane[],
  files: readonly FileHandle[],
): SourcePart[] {
  const { plan, wanted } = work;
  const heard = lanes.flatMap(({ stretches }) => stretches).filter(({ source }) => source >= 0);
  const byName = new Map<string, SoundStretch[]>();
  for (const stretch of heard)
    byName.set(nameOfOrigin(stretch), [...(byName.get(nameOfOrigin(stretch)) ?? []), stretch]);
  const turns = files.map(() => takeTurns());
  return [...byName.values()].flatMap((stretches) => {
    const [origin] = stretches;
    if (!origin) return [];
    const about = { origin, sampleRate: plan.sampleRate, wanted };
    const writers = lanes.flatMap((lane, i) => {
      const [file, inTurn] = [files[i], turns[i]];
      return file && inTurn ? [writeProgramme(file, lane.stretches, { ...about, inTurn })] : [];
    });
    return [{ ...origin, stretches, writer: writeToAll(writers), picks: picksOf(work, lanes, origin) }];
  });
}

function writeToAll(writers: readonly ProgrammeWriter[]): ProgrammeWriter {
  const [only, ...more] = writers;
  if (only && more.length === 0) return only;
  return {
    samples: Math.max(0, ...writers.map(({ samples }) => samples)),
    feed: async (bytes, at) => {
      for (const { feed } of writers) await feed(bytes, at);
    },
  };
}

function picksOf(
  { sources, plan, wanted, isPicked }: ProgrammeToRender,
  [lane, ...more]: readonly SoundLane[],
  { source, speed }: SoundOrigin,
): SoundPick[] | undefined {
  const sound = sources[source]?.soundBytes;
  if (!isPicked || speed || !lane || more.length > 0 || !sound?.index.isSpliceable) return undefined;
  const { sampleRate } = plan;
  const picks = pickPackets(neededSound(lane.stretches, { source, sampleRate, wanted }), sound.index);
  const packets = picks.reduce((sum, { fromPacket, toPacket }) => sum + toPacket - fromPacket, 0);
  return packets * fewOf <= (picks.at(-1)?.toPacket ?? 0) ? picks : undefined;
}

async function decodeSource(context: ChildContext, work: ProgrammeToRender, part: SourcePart): Promise<void> {
  const source = work.sources[part.source];
  const audio = source?.facts.audio;
  if (!source || !audio || part.writer.samples <= 0) return;
  const speed = part.speed ? toNumber(part.speed) : 1;
  const { origin } = source.facts;
  const about = { audio, origin, sampleRate: work.plan.sampleRate };
  // Samples on the source's own clock; those around the last one are needed, too, where it is retimed.
  const samples = part.speed ? Math.ceil(part.writer.samples * speed) + tapsAround : part.writer.samples;
  const needed = soundBytesNeeded(source, audio, samples / about.sampleRate);
  let words = '';
  for (let pass = 0; pass < passesOf(audio); pass++) {
    const write: TakePlaced = (placed, at) => part.writer.feed(bytesOf(placed), at);
    const retimer = part.speed ? retimeSound({ speed, channels: programmeChannels }, write) : undefined;
    const take = retimer?.take ?? write;
    const reader = createSoundReader({ ...about, channels: programmeChannels, pass }, take);
    words += await runChild(context, {
      label: `sound of source ${part.source + 1}`,
      reads: [source.path],
      needs: needed && [{ path: source.path, ranges: needed }],
      writes: [],
      args: () => decodeSoundArgs({ path: source.path, ...about, samples, layout: 'stereo', pass }),
      onData: reader.feed,
    });
    await reader.end();
    await retimer?.flush();
  }
  if (!hasComplaint(words)) return;
  const name = work.names[part.source] ?? '';
  await refuseDamagedSound(context, { source, name, heard: heardOf(part, about.sampleRate), words });
}

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Stretches of a source's own time line that are heard, in seconds. */
function heardOf({ stretches, speed }: SourcePart, sampleRate: number): [number, number][] {
  const seconds = (sample: number) => (sample / sampleRate) * (speed ? toNumber(speed) : 1);
  return stretches.map(({ firstSample, endSample, shiftSamples }) => [
    seconds(firstSample + shiftSamples),
    seconds(endSample + shiftSamples),
  ]);
}
