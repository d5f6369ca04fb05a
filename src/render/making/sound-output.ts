import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeSoundOutputArgs,
  metadataText,
  type OutputMetadata,
} from '../../ffmpeg/sound/encode-output-args.ts';
import type { Report, Warning } from '../../contract/exports/status.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import type { SoundFormat } from '../../planner/plan/audio-plan.ts';
import type { AudioPlan, SoundMix } from '../../planner/plan/audio-plan.ts';
import { rational } from '../../timeline/rational.ts';
import { checkLoudness } from '../check/sound/check-loudness.ts';
import { checkProgramme } from '../check/sound/check-programme.ts';
import { check, type Check } from '../check/verify-output.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import { masterAac, writeChunks } from '../sound/mixing/master-aac.ts';
import { encodeMastered, warnOfLoudness } from '../sound/mixing/master-sound.ts';
import { measureSound } from '../sound/measure-sound.ts';
import { mixOnce } from '../sound/mixing/mix-programme.ts';
import { encodeAac, renderPlain } from '../sound/render-sound.ts';
import type { SoundChunk } from '../sound/sound-chunk.ts';
import type { SharedMixes } from '../sound/mixing/shared-mixes.ts';
import type { Mastered } from '../sound/mixing/mastered.ts';

/** A file of nothing but sound. */
export interface SoundOutputToRender {
  readonly format: SoundFormat;
  /** As `planSoundOutput` answers it. */
  readonly plan: Extract<AudioPlan, { kind: 'encode' }>;
  /** By source index; undefined for those that are not heard. */
  readonly sources: readonly (ReadSound | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  readonly store: ChunkStore;
  readonly mixes: SharedMixes;
  /** A folder of the output's own. */
  readonly folder: string;
  /** What the file says of itself; `seconds` of the output. */
  readonly tags: OutputMetadata;
  /** Share of this work done, 0..1. */
  readonly onShare: (share: number) => void;
}

export interface RenderedSoundOutput {
  /** The finished file, in the folder. */
  readonly path: string;
  /** Its check; nothing is published that did not pass. */
  readonly report: Report;
  readonly warnings: readonly Warning[];
}

/** Renders the sound of an edit into a file of its own and checks that. Throws as `runChild` does. */
export async function renderSoundOutput(
  context: ChildContext,
  work: SoundOutputToRender,
): Promise<RenderedSoundOutput> {
  const { plan } = work;
  const onShare = (share: number) => work.onShare(0.8 * share);
  const { path, pcm, mastered } = plan.mix
    ? await renderMixed(context, { ...work, onShare }, plan.mix)
    : await renderAsItIs(context, { ...work, onShare });
  const startedAt = performance.now();
  const checks = await checkOutput(context, { ...work, path, pcm, mastered });
  work.onShare(1);
  return {
    path,
    report: {
      isOk: checks.every(({ isOk }) => isOk),
      checks,
      durationMs: Math.round(performance.now() - startedAt),
    },
    warnings: warnOfLoudness(mastered),
  };
}

interface Rendered {
  readonly path: string;
  /** The raw programme that it was made of. */
  readonly pcm: string;
  readonly mastered?: Mastered | undefined;
}

async function renderAsItIs(context: ChildContext, work: SoundOutputToRender): Promise<Rendered> {
  const pcm = await renderPlain(context, work);
  const isAac = work.format === 'm4a';
  const input = isAac ? await joinChunks(context, work, await encodeAac(context, { ...work, pcm })) : pcm;
  return { path: await writeOutput(context, work, input), pcm };
}

async function renderMixed(
  context: ChildContext,
  work: SoundOutputToRender,
  mix: SoundMix,
): Promise<Rendered> {
  const first = { ...work, onShare: (share: number) => work.onShare(0.8 * share) };
  const then = { ...work, onShare: (share: number) => work.onShare(0.8 + 0.2 * share) };
  if (work.format === 'm4a') {
    const { chunks, pcm, mastered } = await masterAac(context, first, mix);
    const path = await writeOutput(context, then, await joinChunks(context, work, chunks));
    return { path, pcm: await pcm(), mastered };
  }
  const mixed = await mixOnce(context, { ...first, mix });
  const { made, pcm, mastered } = await encodeMastered(mix, mixed, {
    folder: work.folder,
    encode: (raw) => writeOutput(context, then, raw),
    measure: (path) => measureSound(context, { path, label: 'loudness and peaks of the sound' }),
  });
  return { path: made, pcm, mastered };
}

/** `input`: the raw programme, or for m4a its packets. */
async function writeOutput(context: ChildContext, work: SoundOutputToRender, input: string): Promise<string> {
  const { format, folder, plan, tags } = work;
  const seconds = plan.totalSamples / plan.sampleRate;
  const metadata = join(folder, 'metadata.txt');
  const output = join(folder, `output.${format}`);
  await writeFile(metadata, metadataText(tags, seconds));
  await runChild(context, {
    label: `sound as ${format}`,
    reads: [input, metadata],
    writes: [output],
    args: () => encodeSoundOutputArgs({ format, input, metadata, output }),
    onSeconds: (done) => work.onShare(Math.min(1, done / seconds)),
  });
  return output;
}

/** The packets that a movie of the same edit has, too, as one stream. */
async function joinChunks(
  context: ChildContext,
  { folder }: SoundOutputToRender,
  chunks: readonly SoundChunk[],
): Promise<string> {
  const path = join(folder, 'sound.aac');
  await writeChunks(context, chunks, path);
  return path;
}

/** What LAME and a decoder of MP3 need for a run-up: players skip it, and count on. */
const mp3Start = rational(1105, 48_000);

async function checkOutput(
  context: ChildContext,
  { path, pcm, plan, mastered, format }: SoundOutputToRender & Rendered,
): Promise<Check[]> {
  let counted = 0;
  const heard = await checkProgramme(context, {
    path,
    pcm,
    plan,
    track: 0,
    ...(format === 'mp3' && { origin: mp3Start }),
    onFrames: (frames) => (counted = frames),
  });
  const isExact = format === 'wav' || format === 'flac';
  const lengths = isExact
    ? [check('samples', counted === plan.totalSamples, `${counted} of ${plan.totalSamples} samples`)]
    : [];
  const loudness = mastered ? [await checkLoudness(context, path, mastered)] : [];
  return [heard, ...lengths, ...loudness];
}
