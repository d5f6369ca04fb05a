import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Dice } from '../oracle/dice.ts';
import { exactRate } from '../oracle/edit.ts';
import { makeFootage } from '../footage/make-footage.ts';
import type { Footage, FootageSpec } from '../footage/spec.ts';
import { asStored, ffmpegOf } from '../footage/stored-film.ts';
import { exportOf, small, type Family } from './family.ts';

interface Extra {
  readonly name: string;
  readonly inputs: readonly string[];
  /** How its track is stored; `#` is its number among tracks of its kind. */
  readonly args: readonly string[];
  readonly kind: 's' | 'v' | 'a';
  readonly containers: readonly string[];
}

const lavfi = (source: string): string[] => ['-f', 'lavfi', '-i', source];
const iso = ['mp4', 'mov'];

const subtitle = (name: string, codec: string, containers: readonly string[]): Extra => ({
  ...{ name, inputs: ['-i', 'SRT'], args: ['-c:s:#', codec], kind: 's', containers },
});

const extras: readonly Extra[] = [
  subtitle('mov_text', 'mov_text', iso),
  subtitle('SubRip', 'srt', ['mkv']),
  subtitle('ASS', 'ass', ['mkv']),
  subtitle('WebVTT', 'webvtt', ['mkv']),
  ...(['png', 'mjpeg'] as const).map((codec): Extra => ({
    ...{ name: `a ${codec} cover`, inputs: lavfi('testsrc2=s=300x300:r=1:d=1'), kind: 'v', containers: iso },
    args: ['-c:v:#', codec, '-disposition:v:#', 'attached_pic'],
  })),
  {
    ...{ name: 'a second picture of 2 fps', inputs: lavfi('testsrc2=s=320x240:r=2:d=3'), kind: 'v' },
    ...{
      args: ['-c:v:#', 'libx264', '-preset:v:#', 'ultrafast', '-disposition:v:#', '0'],
      containers: [...iso, 'mkv', 'ts'],
    },
  },
  {
    ...{ name: 'a smaller default picture of stills', inputs: lavfi('testsrc2=s=64x48:r=1:d=3'), kind: 'v' },
    ...{ args: ['-c:v:#', 'mjpeg', '-disposition:v:#', 'default'], containers: ['mov', 'mkv'] },
  },
  ...(['ac3', 'flac', 'libopus'] as const).map((codec): Extra => ({
    ...{ name: `a second sound in ${codec}`, inputs: lavfi('anoisesrc=r=48000:a=0.2:d=3'), kind: 'a' },
    ...{
      args: ['-c:a:#', codec, '-disposition:a:#', '0'],
      containers: codec === 'ac3' ? ['mp4', 'mov', 'mkv', 'ts'] : ['mkv'],
    },
  })),
];

function argsOf(chosen: readonly Extra[], film: Footage): string[] {
  const counts = { v: 1, a: film.audio ? 1 : 0, s: 0 };
  const stored = chosen.flatMap(({ kind, args }) => {
    const number = String(counts[kind]++);
    return args.map((arg) => arg.replace('#', number));
  });
  return [
    ...['-map', '0:v:0', ...(film.audio ? ['-map', '0:a:0'] : [])],
    ...chosen.flatMap((_, i) => ['-map', String(i + 1)]),
    ...['-c:v:0', 'copy', '-c:a:0', 'copy', '-disposition:v:0', 'default', ...stored],
  ];
}

/** Films with tracks beside the one that is seen and the one that is heard. */
export const randomExtraTracks: Family = async (seed, folder) => {
  const dice = new Dice(seed);
  const rate = exactRate(dice.pick([25, 29.97, 30]));
  const container = dice.pick(['mp4', 'mov', 'mkv', 'ts'] as const);
  const spec: FootageSpec = {
    ...{ camera: 16, rate, size: small, container, frames: dice.whole(90, 160), preset: 'ultrafast' },
    ...{ gop: dice.pick([10, 25, 50]), bFrames: dice.whole(0, 2), audio: dice.isLucky(0.8) ? {} : false },
  };
  const film = await makeFootage(spec);
  const fitting = extras.filter(({ containers }) => containers.includes(container));
  const chosen = fitting
    .filter(({ kind }) => kind !== 'a' || film.audio !== null)
    .filter(() => dice.isLucky(0.45));
  await mkdir(folder, { recursive: true });
  const srt = join(folder, 'words.srt');
  await writeFile(
    srt,
    '1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n00:00:02,000 --> 00:00:02,500\nAgain\n',
  );
  const inputs = chosen.flatMap((extra) => extra.inputs.map((arg) => (arg === 'SRT' ? srt : arg)));
  const timecode = container === 'mov' && dice.isLucky(0.3) ? ['-timecode', '01:00:00:00'] : [];
  const isPlain = chosen.length + timecode.length === 0;
  const args = [...inputs, ...argsOf(chosen, film), ...timecode];
  const source = isPlain ? film : await asStored(film, await ffmpegOf(film, { args, suffix: container }));
  const words = `${JSON.stringify(spec)} with ${chosen.map(({ name }) => name).join(', ')} ${timecode.join(' ')}`;
  const codec = dice.pick(['copy', 'copy', 'h264'] as const);
  return exportOf(dice, { sources: [source], rate, words }, { id: `tracks-${seed}`, codec });
};
