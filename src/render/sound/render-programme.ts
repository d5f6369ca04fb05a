import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hasComplaint } from '../../ffmpeg/classify-failure.ts';
import { decodeSoundArgs } from '../../ffmpeg/sound/decode-sound-args.ts';
import { createSoundReader, passesOf } from '../../media/sound/read-sound.ts';
import type { ReadSource } from '../../media/reading/read-source.ts';
import type { AudioPlan } from '../../planner/plan.ts';
import { decodePicks } from './decode-picks.ts';
import { refuseDamagedSound } from '../damage/find-damage.ts';
import { neededSound, pickPackets, type SoundPick } from './needed-sound.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import type { SampleRange } from './sound-recipe.ts';
import { takeTurns, programmeChannels, writeProgramme, type ProgrammeWriter } from './write-programme.ts';

type EncodedSound = Extract<AudioPlan, { kind: 'encode' }>;

export interface ProgrammeToRender {
  readonly plan: EncodedSound;
  readonly sources: readonly (ReadSource | undefined)[];
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

/**
 * Decodes every source that is heard in the `wanted` parts of the programme, once and as far as they reach, and
 * puts its sound there. Answers the raw file's path. Throws a `PickedSoundError` only where it may pick.
 */
export async function renderProgramme(context: ChildContext, work: ProgrammeToRender): Promise<string> {
  const path = join(work.folder, 'programme.pcm');
  const file = await open(path, 'w+');
  try {
    await file.truncate(work.plan.totalSamples * bytesPerFrame);
    await fillProgramme(context, work, file);
  } finally {
    await file.close();
  }
  return path;
}

async function fillProgramme(
  context: ChildContext,
  work: ProgrammeToRender,
  file: FileHandle,
): Promise<void> {
  const { stretches, sampleRate } = work.plan;
  const inTurn = takeTurns();
  const heard = [...new Set(stretches.map(({ source }) => source))].filter((source) => source >= 0);
  const parts = heard.map((source): SourcePart => {
    const about = { source, sampleRate, wanted: work.wanted };
    return {
      source,
      picks: work.isPicked ? picksOf(work, source) : undefined,
      writer: writeProgramme(file, stretches, { ...about, inTurn }),
    };
  });
  const picked = parts.filter(({ picks }) => picks);
  const whole = parts.filter(({ picks }) => !picks);
  let done = 0;
  const report = (sources: number) => work.onShare((done += sources) / heard.length);
  await Promise.all([
    decodePicks(context, work, picked).then(() => report(picked.length)),
    ...whole.map(async (part) => {
      await decodeSource(context, work, part);
      report(1);
    }),
  ]);
}

interface SourcePart {
  readonly source: number;
  readonly writer: ProgrammeWriter;
  /** Undefined: it is decoded from its start. */
  readonly picks: readonly SoundPick[] | undefined;
}

function picksOf({ sources, plan, wanted }: ProgrammeToRender, source: number): SoundPick[] | undefined {
  const sound = sources[source]?.soundBytes;
  if (!sound?.index.isSpliceable) return undefined;
  const { stretches, sampleRate } = plan;
  const picks = pickPackets(neededSound(stretches, { source, sampleRate, wanted }), sound.index);
  const packets = picks.reduce((sum, { fromPacket, toPacket }) => sum + toPacket - fromPacket, 0);
  return packets * fewOf <= (picks.at(-1)?.toPacket ?? 0) ? picks : undefined;
}

async function decodeSource(context: ChildContext, work: ProgrammeToRender, part: SourcePart): Promise<void> {
  const source = work.sources[part.source];
  const audio = source?.facts.audio;
  const { samples, feed } = part.writer;
  if (!source || !audio || samples <= 0) return;
  const { origin } = source.facts;
  const { sampleRate } = work.plan;
  let words = '';
  for (let pass = 0; pass < passesOf(audio); pass++) {
    const reader = createSoundReader(
      { audio, origin, sampleRate, channels: programmeChannels, pass },
      (placed, at) => feed(bytesOf(placed), at),
    );
    words += await runChild(context, {
      label: `sound of source ${part.source + 1}`,
      reads: [source.path],
      writes: [],
      args: () =>
        decodeSoundArgs({ path: source.path, audio, origin, sampleRate, samples, layout: 'stereo', pass }),
      onData: reader.feed,
    });
    await reader.end();
  }
  if (!hasComplaint(words)) return;
  const name = work.names[part.source] ?? '';
  await refuseDamagedSound(context, { source, name, heard: heardOf(work.plan, part.source), words });
}

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
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
