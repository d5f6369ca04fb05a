import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { addVoice, fadeAt, isPlainWithin, type Ducking } from '../../../mix/sum-voices.ts';
import type { MixedVoice, SoundMix } from '../../../planner/plan/audio-plan.ts';
import { programmeChannels } from '../write-programme.ts';

const bytesPerFrame = 2 * programmeChannels;

/** Frames that are mixed in one go: some milliseconds, in which nobody else has a turn. */
export const mixFrames = 32_768;

/** A voice and its raw sound, as long as the programme. */
export interface OpenVoice {
  readonly voice: MixedVoice;
  readonly file: FileHandle;
}

export async function openVoices(
  voices: readonly MixedVoice[],
  paths: readonly string[],
): Promise<AsyncDisposable & { readonly list: readonly OpenVoice[] }> {
  const files = await Promise.all(paths.map((path) => open(path, 'r')));
  return {
    list: voices.flatMap((voice, i) => (files[i] ? [{ voice, file: files[i] }] : [])),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

export interface Summing {
  readonly voices: readonly OpenVoice[];
  readonly totalSamples: number;
  readonly ducking: Ducking;
  /** Of the whole programme; undefined: none of it is faded. */
  readonly mastering?: SoundMix['mastering'];
  /** Frames before and after each block that come with it. */
  readonly margin: number;
}

/** Hands out the sum of the voices block by block, in order: `first` is the block's first frame, without its margin. */
export async function forEachBlock(
  work: Summing,
  take: (sum: Float32Array, first: number) => Promise<void> | void,
): Promise<void> {
  for (let first = 0; first < work.totalSamples; first += mixFrames) {
    const frames = Math.min(mixFrames, work.totalSamples - first);
    await take(await sumOf(work, first - work.margin, frames + 2 * work.margin), first);
    // People wait for this thread, too.
    await setImmediate();
  }
}

/** Frames `[first, first + frames)`; silence outside of the programme. */
async function sumOf(work: Summing, first: number, frames: number): Promise<Float32Array> {
  const sum = new Float32Array(frames * programmeChannels);
  const from = Math.max(0, first);
  const to = Math.min(work.totalSamples, first + frames);
  const own = sum.subarray((from - first) * programmeChannels, (to - first) * programmeChannels);
  for (const { voice, file } of work.voices) {
    const pcm = await readSamples(file, from, to - from);
    const ducking = voice.duckDb === undefined ? undefined : work.ducking;
    addVoice(own, { pcm, first: from }, { voice, ducking });
  }
  const fades = work.mastering?.fades;
  if (fades && !isPlainWithin(fades, from, to - from))
    own.forEach((value, i) => (own[i] = value * fadeAt(fades, from + (i >> 1))));
  return sum;
}

async function readSamples(file: FileHandle, from: number, frames: number): Promise<Int16Array> {
  const samples = new Int16Array(frames * programmeChannels);
  const bytes = new Uint8Array(samples.buffer);
  for (let done = 0; done < bytes.length;) {
    const at = from * bytesPerFrame + done;
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, at);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return samples;
}
