import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChunkStore } from '../../../src/media/chunks/chunk-store.ts';
import { readSound } from '../../../src/media/reading/read-sound-source.ts';
import type { ReadSound } from '../../../src/media/reading/read-types.ts';
import { createSourceGuard } from '../../../src/media/reading/identity/source-guard.ts';
import type { SoundFormat } from '../../../src/planner/plan/audio-plan.ts';
import { planSoundOutput } from '../../../src/planner/sound/plan-sound-output.ts';
import { openChildLog } from '../../../src/render/child/child-log.ts';
import type { ChildContext } from '../../../src/render/child/run-child.ts';
import {
  renderSoundOutput,
  type RenderedSoundOutput,
  type SoundOutputToRender,
} from '../../../src/render/making/sound-output.ts';
import { openSharedMixes } from '../../../src/render/sound/mixing/shared-mixes.ts';
import type { Edl, HeardClip } from '../../../src/timeline/edl.ts';
import { rationalFromNumber } from '../../../src/timeline/rational.ts';
import { openTestChildren } from '../../children/test-children.ts';
import { runMediaTool } from '../footage/run-media-tool.ts';
import { fillNoise } from './noise.ts';
import { samplesOf } from './read-sound.ts';

/** What is rendered of an edit that is only heard. */
export interface SoundEdit extends Pick<Edl, 'voices' | 'mastering'> {
  /** Paths; `next` as in an edit. */
  readonly files: readonly { readonly path: string; readonly next?: number }[];
  readonly format?: SoundFormat;
  readonly tags?: SoundOutputToRender['tags'];
}

export interface SoundStudio extends AsyncDisposable {
  readonly folder: string;
  readonly render: (
    edit: SoundEdit,
  ) => Promise<RenderedSoundOutput & { readonly sources: readonly ReadSound[] }>;
  /** Labels of the children that ran, in order. */
  readonly ran: string[];
}

export async function openSoundStudio(): Promise<SoundStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-sound-'));
  const ran: string[] = [];
  const log = openChildLog(join(folder, 'log.ndjson'), { attempt: 1, now: () => new Date() });
  const context: ChildContext = {
    tools: { children: openTestChildren({ folder }), ffmpegVersion: 'test' },
    signal: new AbortController().signal,
    log: {
      ...log,
      write: (entry) => {
        if (entry.event === 'child') ran.push(entry.task);
        log.write(entry);
      },
    },
    guard: createSourceGuard(),
    priority: 0,
  };
  const store = await openChunkStore(join(folder, 'chunks'), 1e12);
  let made = 0;
  return {
    folder,
    ran,
    render: async ({ files, voices, mastering, format = 'wav', tags = {} }) => {
      const own = join(folder, `output-${++made}`);
      await mkdir(own);
      const { tools, signal } = context;
      const sources: ReadSound[] = [];
      for (const { path } of files) sources.push(await readSound(tools, { path, name: path, signal }));
      const listed = files.map(({ path, next }, i) => ({
        ...{ id: String(i), name: path, path },
        ...(next !== undefined && { next }),
      }));
      const edl = { sources: listed, clips: [], voices, ...(mastering && { mastering }) };
      const plan = planSoundOutput(edl, sources);
      const names = files.map(({ path }) => path);
      const work = {
        format,
        plan,
        sources,
        names,
        store,
        mixes: openSharedMixes(),
        folder: own,
        tags,
        onShare: () => undefined,
      };
      return { ...(await renderSoundOutput(context, work)), sources };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface NoiseToStore {
  readonly voice: number;
  readonly seconds: number;
  /** On the voice's clock: what the file begins with. */
  readonly from?: number;
  /** Of the recorder's clock: what it calls a second lasts so many of the voice's own. */
  readonly secondLasts?: number;
  readonly right?: number;
  readonly level?: number;
  readonly rate?: number;
  readonly name: string;
}

/** A stereo file with coded noise: `voice` on the left and, unless told otherwise, on the right. */
export async function storeNoise(
  folder: string,
  noise: NoiseToStore,
  args: readonly string[] = [],
): Promise<string> {
  const { voice, seconds, from = 0, secondLasts = 1, right = voice, level = 1, rate = 48_000, name } = noise;
  const frames = Math.round(seconds * rate);
  const pcm = Buffer.alloc(4 * frames);
  [voice, right].forEach((own, channel) => {
    const wave = noiseOf(own, { from, secondLasts, frames, rate });
    wave.forEach((value, i) => pcm.writeInt16LE(Math.round(32_767 * level * value), 4 * i + 2 * channel));
  });
  const path = join(folder, name);
  const input = ['-f', 's16le', '-ar', String(rate), '-ac', '2', '-i', 'pipe:0'];
  await runMediaTool('ffmpeg', ['-v', 'error', '-y', ...input, ...args, path], { feeds: [[pcm]] });
  return path;
}

/** Frames of a recorder whose second lasts so many of the voice's own; exact at every block, whatever its length. */
function noiseOf(
  voice: number,
  { from, secondLasts, frames, rate }: { from: number; secondLasts: number; frames: number; rate: number },
): Float32Array {
  const wave = new Float32Array(frames);
  if (secondLasts === 1) {
    fillNoise(voice, from, rate, wave);
    return wave;
  }
  const one = new Float32Array(1);
  for (let i = 0; i < frames; i++) {
    fillNoise(voice, from + (i / rate) * secondLasts, rate, one);
    wave[i] = one[0] ?? 0;
  }
  return wave;
}

/** All of a finished file, as a player decodes it: left or right. */
export async function hear(path: string, side: 'left' | 'right' = 'left'): Promise<Int16Array> {
  const pan = `pan=mono|c0=c${side === 'left' ? 0 : 1}`;
  const args = ['-v', 'error', '-i', path, '-af', pan, '-ar', '48000', '-f', 's16le', 'pipe:1'];
  return samplesOf((await runMediaTool('ffmpeg', args)).stdout);
}

export function heard(
  source: number | undefined,
  from: number,
  to: number,
  more: Partial<HeardClip> = {},
): HeardClip {
  return { source, inPoint: rationalFromNumber(from), duration: rationalFromNumber(to - from), ...more };
}
