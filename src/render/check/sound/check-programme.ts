import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { hasComplaint } from '../../../ffmpeg/answers/classify-failure.ts';
import { decodeSoundArgs } from '../../../ffmpeg/sound/decode-sound-args.ts';
import { createSoundReader } from '../../../media/sound/read-sound.ts';
import type { AudioFacts } from '../../../planner/facts/facts.ts';
import type { AudioPlan } from '../../../planner/plan/audio-plan.ts';
import { rational, type Rational } from '../../../timeline/rational.ts';
import { runChild, type ChildContext } from '../../child/run-child.ts';
import { programmeChannels as channels } from '../../sound/write-programme.ts';
import { judgeWindow, loudnessOf, type WindowVerdict } from './judge-window.ts';
import { check, type Check } from '../verify-output.ts';

export interface ProgrammeToCheck {
  /** The finished file. */
  readonly path: string;
  /** The raw programme that was encoded, all of it. */
  readonly pcm: string;
  readonly plan: Pick<AudioPlan, 'sampleRate' | 'totalSamples'>;
  /** Index of its track of sound; the second one unless told. */
  readonly track?: number;
  /** Where its own clock begins, in seconds; at zero unless told. */
  readonly origin?: Rational;
  /** Told how many frames came out. */
  readonly onFrames?: (frames: number) => void;
}

/** The sound is looked at in so many places, spread over all of it; each is the loudest of a few. */
const places = 12;
const candidates = 6;
const windowFrames = 16_384;
/** Sound is looked for so far before and after its place, in frames. */
const margin = 2880;

/** Sound that begins or ends by more away from where it should is cut or displaced, in seconds. */
const tolerance = 0.001;
/** Decoders that do not leave out what fills the last packet hand out up to so much more, in seconds. */
const lastPacket = 0.02;

interface Place {
  readonly from: number;
  readonly expected: Int16Array;
  readonly heard: Int16Array;
}

/**
 * Decodes all the sound of a finished file as a player does and holds it against the programme that went in: it must last
 * as long, without a gap, and be heard where it belongs in several places over its length.
 */
export async function checkProgramme(context: ChildContext, work: ProgrammeToCheck): Promise<Check> {
  const { sampleRate, totalSamples } = work.plan;
  const chosen = await choosePlaces(work);
  const extent = { begin: Infinity, end: 0, frames: 0 };
  const words = await decodeSound(context, work, (samples, at) => {
    const frames = samples.length / channels;
    extent.begin = Math.min(extent.begin, at);
    extent.end = at + frames;
    extent.frames += frames;
    for (const place of chosen) copyInto(place, samples, at);
  });
  const verdicts: WindowVerdict[] = [];
  for (const place of chosen) {
    verdicts.push(judgeWindow({ ...place, sampleRate, channels, margin }));
    // Each takes this thread some milliseconds, and people wait for it, too.
    await setImmediate();
  }
  work.onFrames?.(extent.frames);
  const told = (frames: number) => `${(frames / sampleRate).toFixed(3)} s`;
  const few = tolerance * sampleRate;
  const gap = extent.end - extent.begin - extent.frames;
  const wrong = [
    ...(hasComplaint(words) ? [`the decoder complained: ${words.slice(0, 200)}`] : []),
    ...(extent.begin > few ? [`it begins at ${told(extent.begin)}`] : []),
    ...(gap > few ? [`${told(gap)} of it are missing`] : []),
    ...(extent.end < totalSamples - few || extent.end > totalSamples + few + lastPacket * sampleRate
      ? [`it ends at ${told(extent.end)} instead of ${told(totalSamples)}`]
      : []),
    ...verdicts.flatMap((verdict, i) => describe(verdict, told(chosen[i]?.from ?? 0))),
  ];
  const seen = verdicts.filter(({ kind }) => kind !== 'quiet').length;
  const good = `${told(extent.end)} of sound, in its place wherever it was compared (${seen} times)`;
  return check('decoded sound', wrong.length === 0, wrong.length === 0 ? good : wrong.slice(0, 3).join('; '));
}

function describe(verdict: WindowVerdict, at: string): string[] {
  switch (verdict.kind) {
    case 'displaced':
      return [`what belongs at ${at} is heard ${(1000 * verdict.seconds).toFixed(1)} ms later`];
    case 'missing':
      return [`what belongs at ${at} is not heard`];
    case 'unlike':
      return [`other sound is heard at ${at} than went in`];
    case 'quiet':
    case 'right':
      return [];
  }
}

async function decodeSound(
  context: ChildContext,
  { path, plan, track = 1, origin = rational(0) }: ProgrammeToCheck,
  take: (samples: Int16Array, at: number) => void,
): Promise<string> {
  const { sampleRate, totalSamples } = plan;
  const audio: AudioFacts = {
    ...{ streamIndex: track, codec: 'opus', profile: '', sampleRate, channels, layout: 'stereo' },
  };
  const pass = 0;
  const reader = createSoundReader({ audio, origin, sampleRate, channels, pass }, take);
  const words = await runChild(context, {
    label: 'check of the whole sound',
    reads: [path],
    writes: [],
    args: () =>
      decodeSoundArgs({ path, audio, origin, sampleRate, samples: totalSamples, layout: 'stereo', pass }),
    onData: reader.feed,
  });
  await reader.end();
  return words;
}

/** The loudest stretch of each part of the programme. */
async function choosePlaces({ pcm, plan }: ProgrammeToCheck): Promise<Place[]> {
  const { sampleRate, totalSamples } = plan;
  const frames = Math.min(windowFrames, totalSamples);
  await using file = await open(pcm, 'r');
  const chosen: Place[] = [];
  for (let part = 0; part < places; part++) {
    let loudest = -1;
    let best: Pick<Place, 'from' | 'expected'> | undefined;
    for (let i = 0; i < candidates; i++) {
      const share = (part + i / candidates) / places;
      const from = Math.round(share * (totalSamples - frames));
      const expected = await readFrames(file, from, frames);
      const loudness = loudnessOf(expected, { sampleRate, channels });
      if (loudness > loudest) [loudest, best] = [loudness, { from, expected }];
    }
    if (best) chosen.push({ ...best, heard: new Int16Array((frames + 2 * margin) * channels) });
  }
  return chosen;
}

async function readFrames(file: FileHandle, from: number, frames: number): Promise<Int16Array> {
  const samples = new Int16Array(frames * channels);
  const bytes = new Uint8Array(samples.buffer);
  for (let done = 0; done < bytes.length;) {
    const at = 2 * channels * from + done;
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, at);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return samples;
}

function copyInto({ from, heard }: Place, samples: Int16Array, at: number): void {
  const start = at - (from - margin);
  const skipped = Math.max(0, -start);
  const own = samples.subarray(skipped * channels, (heard.length / channels - start) * channels);
  if (own.length > 0 && start + skipped < heard.length / channels)
    heard.set(own, (start + skipped) * channels);
}
