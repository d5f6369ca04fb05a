import { open, stat, truncate } from 'node:fs/promises';
import { makeFootage } from '../footage/make-footage.ts';
import { chunksIn } from '../footage/patch-chunk.ts';
import type { FootageSpec } from '../footage/spec.ts';
import { Dice } from './dice.ts';
import type { JudgedEdit } from './edit.ts';
import { micro, wordsOf, type RandomExport } from './random-export.ts';

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const seconds = 5;

/** What encoders leave in a decoder's memory, and what not every decoder gets over: tables, offsets, lossless coding. */
const habits = {
  h264: [
    [],
    ['-qp', '0'],
    ['-x264-params', 'cqm=jvt'],
    ['-x264-params', 'chroma-qp-offset=12'],
    ['-x264-params', '8x8dct=0:weightp=2:weightb=1'],
    ['-profile:v', 'main', '-coder', '0'],
    ['-x264-params', 'no-deblock=1:constrained-intra=1'],
    ['-x264-params', 'sps-id=3'],
  ],
  hevc: [
    [],
    ['-x265-params', 'log-level=error:lossless=1:open-gop=0'],
    ['-x265-params', 'log-level=error:scaling-list=default:open-gop=0'],
    ['-x265-params', 'log-level=error:cbqpoffs=10:crqpoffs=-10:no-sao=1:open-gop=0'],
  ],
} as const;

/** A copy export of cameras whose pictures fit into one track and were encoded in ways that do not always mix. */
export async function randomMixture(seed: number): Promise<RandomExport> {
  const dice = new Dice(seed);
  const codec = dice.isLucky(0.75) ? 'h264' : 'hevc';
  const count = dice.whole(1, 3);
  const specs = Array.from({ length: count }, (_, camera): FootageSpec => {
    const gop = dice.pick([12, 25, 40]);
    const container = dice.pick(['mp4', 'mp4', 'mkv', 'ts'] as const);
    const extraArgs = [...dice.pick<readonly string[]>(habits[codec])];
    return { camera, seconds, rate, size, codec, gop, container, preset: 'ultrafast', extraArgs };
  });
  const sources = await Promise.all(specs.map(makeFootage));
  const clips = Array.from({ length: dice.whole(1, 6) }, () => {
    const from = dice.isLucky(0.2) ? 0 : dice.real(0, seconds - 2);
    const to = from + dice.real(0.4, Math.min(3, seconds - 0.2 - from));
    const source = dice.whole(0, count - 1);
    return { source, inSeconds: micro(from), outSeconds: micro(to), withSound: true };
  });
  const edit: JudgedEdit = { rate, ...size, sources, clips, includeAudio: true };
  const words = `${JSON.stringify(specs)} | ${wordsOf(clips)}`;
  return { work: { edit, codec: 'copy', format: 'mp4', id: `mixture-${seed}` }, words };
}

/** Damages about half of the chunks of a store, each in another way. */
export async function damageChunks(folder: string, seed: number): Promise<void> {
  const dice = new Dice(seed);
  for (const path of (await chunksIn(folder)).sort()) {
    if (dice.isLucky(0.5)) continue;
    const { size: bytes } = await stat(path);
    if (dice.isLucky(0.3)) await truncate(path, dice.whole(0, bytes - 1));
    else await overwrite(path, dice.whole(0, bytes - 1), dice.isLucky(0.5) ? 0 : dice.whole(1, 255));
  }
}

async function overwrite(path: string, from: number, value: number): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(Buffer.alloc(40, value), 0, 40, from);
}
