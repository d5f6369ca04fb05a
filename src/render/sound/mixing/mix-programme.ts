import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { duckShares, levelFrames } from '../../../mix/duck-gains.ts';
import { gainsBelow, limitMargin } from '../../../mix/limit-peaks.ts';
import { IntegratedLoudness } from '../../../mix/integrated-loudness.ts';
import { amplitudeOf, type Ducking } from '../../../mix/sum-voices.ts';
import type { SoundMix } from '../../../planner/plan/audio-plan.ts';
import { forEachBlock, openVoices, type OpenVoice, type Summing } from './read-voices.ts';
import { renderLanes, type ProgrammeToRender } from '../render-programme.ts';
import type { ChildContext } from '../../child/run-child.ts';
import type { MixChange, MixedProgramme } from './mastered.ts';
import type { SharedMixes } from './shared-mixes.ts';
import { mixRecipe } from '../sound-recipe.ts';
import { programmeChannels } from '../write-programme.ts';

const bytesPerFrame = 2 * programmeChannels;

/** Gains go in steps of so many decibels: a cut that changes the loudness by a hair leaves all other sound as it is. */
const gainStep = 0.2;
/** The loudness may be off by so much before it is brought nearer, in LU. */
const closeEnough = 0.1;
/** How often the gain is raised for what the limiter takes away. */
const mostRounds = 3;
/** A programme is never raised by more, in decibels: what is left of it then is noise. */
const mostGain = 40;

export const unchanged: MixChange = { lowerPeaks: 0, louder: 0 };

/** The raw programme with a change, which is written into the folder where there is one. */
export async function changedMix(mixed: MixedProgramme, change: MixChange, folder: string): Promise<string> {
  if (change.lowerPeaks === 0 && change.louder === 0) return mixed.pcm;
  const pcm = join(folder, 'programme-again.pcm');
  await mixed.writeAgain(change, pcm);
  return pcm;
}

export interface MixToRender extends Omit<ProgrammeToRender, 'wanted' | 'isPicked'> {
  readonly mix: SoundMix;
}

/** The mixed programme; outputs of one attempt that hear the same have it mixed once. */
export function mixOnce(
  context: ChildContext,
  work: MixToRender & { readonly mixes: SharedMixes },
): Promise<MixedProgramme> {
  return work.mixes.mixed(mixRecipe(work), () => mixProgramme(context, work));
}

/** Decodes every voice into a raw file of its own, and sums and masters them into the raw programme. */
async function mixProgramme(context: ChildContext, work: MixToRender): Promise<MixedProgramme> {
  const { mix, plan, folder } = work;
  const { totalSamples } = plan;
  const lanes = mix.voices.map(({ stretches }, i) => ({
    path: join(folder, `voice-${i + 1}.pcm`),
    stretches,
  }));
  const wanted = [{ from: 0, to: totalSamples }];
  const onShare = (share: number) => work.onShare(share / 2);
  await renderLanes(context, { ...work, wanted, isPicked: false, onShare }, lanes);
  const paths = lanes.map(({ path }) => path);
  const pcm = join(folder, 'programme.pcm');
  const { gainDb, loudness, ducking } = await settle(context.signal, { mix, paths, totalSamples, pcm });
  work.onShare(1);
  return {
    pcm,
    loudness,
    writeAgain: async ({ lowerPeaks, louder }, path) => {
      const ceiling = mix.mastering.truePeak - lowerPeaks;
      await using voices = await openVoices(mix.voices, paths);
      await writeMix(
        { ...summing(mix, voices.list, totalSamples), ducking },
        { pcm: path, gainDb: gainInStep(gainDb + louder), ceiling, signal: context.signal },
      );
    },
  };
}

interface Settling {
  readonly mix: SoundMix;
  readonly paths: readonly string[];
  readonly totalSamples: number;
  readonly pcm: string;
}

/** Finds the gain that brings the programme to its loudness, and writes it. */
async function settle(
  signal: AbortSignal,
  { mix, paths, totalSamples, pcm }: Settling,
): Promise<{ gainDb: number; loudness: number | undefined; ducking: Ducking }> {
  await using voices = await openVoices(mix.voices, paths);
  const plain = summing(mix, voices.list, totalSamples);
  const sums = { ...plain, ducking: await duckingOf(plain, signal) };
  const { loudness: target, truePeak: ceiling } = mix.mastering;
  if (target === undefined) {
    await writeMix(sums, { pcm, gainDb: 0, ceiling, signal });
    return { gainDb: 0, loudness: undefined, ducking: sums.ducking };
  }
  const before = await measure(sums, signal);
  let gainDb = Number.isFinite(before) ? gainInStep(target - before) : 0;
  let loudness = before;
  for (let round = 0; round < mostRounds; round++) {
    loudness = await writeMix(sums, { pcm, gainDb, ceiling, signal });
    const missing = gainInStep(target - loudness);
    if (!Number.isFinite(loudness) || Math.abs(target - loudness) <= closeEnough || missing === 0) break;
    if (round + 1 < mostRounds) gainDb = gainInStep(gainDb + missing);
  }
  return { gainDb, loudness, ducking: sums.ducking };
}

/** The share of mixing and encoding that mixing is. */
const shareOfMixing = 0.6;

/** How far a programme is that is mixed first and encoded then: what to tell of either. */
export function sharesOf(onShare: (share: number) => void): {
  readonly onMixed: (share: number) => void;
  readonly onEncoded: (share: number) => void;
} {
  return {
    onMixed: (share) => onShare(shareOfMixing * share),
    onEncoded: (share) => onShare(shareOfMixing + (1 - shareOfMixing) * share),
  };
}

/** The nearest gain that is taken. */
export function gainInStep(gainDb: number): number {
  return gainStep * Math.round(Math.min(mostGain, gainDb) / gainStep);
}

function summing({ mastering }: SoundMix, voices: readonly OpenVoice[], totalSamples: number): Summing {
  return { voices, totalSamples, mastering, ducking: undefined, margin: 0 };
}

async function measure(sums: Summing, signal: AbortSignal): Promise<number> {
  const meter = new IntegratedLoudness();
  await forEachBlock(sums, (sum) => {
    signal.throwIfAborted();
    meter.push(sum);
  });
  return meter.integrated();
}

/** When voices are down that give way to others; undefined where none has to. */
async function duckingOf(sums: Summing, signal: AbortSignal): Promise<Ducking> {
  const speakers = sums.voices.filter(({ voice }) => voice.duckDb === undefined);
  if (speakers.length === 0 || speakers.length === sums.voices.length) return undefined;
  const meter = new IntegratedLoudness();
  const powers = new Float32Array(Math.ceil(sums.totalSamples / levelFrames));
  await forEachBlock({ ...sums, voices: speakers }, (sum, first) => {
    signal.throwIfAborted();
    meter.push(sum);
    sum.forEach((value, i) => {
      const hop = Math.floor((first + (i >> 1)) / levelFrames);
      powers[hop] = (powers[hop] ?? 0) + (value * value) / (2 * levelFrames);
    });
  });
  return duckShares(powers, meter.integrated());
}

interface MixToWrite {
  readonly pcm: string;
  readonly gainDb: number;
  readonly ceiling: number;
  readonly signal: AbortSignal;
}

/** Writes the programme with its peaks below the ceiling; answers how loud it is. */
async function writeMix(sums: Summing, { pcm, gainDb, ceiling, signal }: MixToWrite): Promise<number> {
  const meter = new IntegratedLoudness();
  const gain = amplitudeOf(gainDb);
  await using file = await open(pcm, 'w');
  await forEachBlock({ ...sums, margin: limitMargin }, async (sum, first) => {
    signal.throwIfAborted();
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) * gain;
    const gains = gainsBelow({ samples: sum, margin: limitMargin }, amplitudeOf(ceiling));
    const own = sum.subarray(limitMargin * programmeChannels, sum.length - limitMargin * programmeChannels);
    if (gains) for (let i = 0; i < own.length; i++) own[i] = (own[i] ?? 0) * (gains[i >> 1] ?? 1);
    meter.push(own);
    await writeSamples(file, own, first);
  });
  return meter.integrated();
}

async function writeSamples(file: FileHandle, samples: Float32Array, first: number): Promise<void> {
  const pcm = new Int16Array(samples.length);
  for (let i = 0; i < pcm.length; i++)
    pcm[i] = Math.max(-32_768, Math.min(32_767, Math.round((samples[i] ?? 0) * 32_768)));
  const bytes = new Uint8Array(pcm.buffer);
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, first * bytesPerFrame + done);
    done += bytesWritten;
  }
}
