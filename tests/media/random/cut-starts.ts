import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Dice } from '../oracle/dice.ts';
import { exactRate } from '../oracle/edit.ts';
import { makeFootage } from '../footage/make-footage.ts';
import type { Footage, FootageSpec } from '../footage/spec.ts';
import { asCut, ffmpegOf } from '../footage/stored-film.ts';
import { exportOf, small, type Family } from './family.ts';

const PACKET = 188;

/** The film without its first bytes, as a receiver that was switched on late records a transport stream. */
async function withoutHead(dice: Dice, film: Footage, folder: string): Promise<string> {
  const file = await readFile(film.path);
  const packets = Math.floor(file.length / PACKET);
  const from = Math.floor(packets * dice.real(0.05, 0.4)) * PACKET;
  const path = join(folder, `late-${film.camera}-${from}-${file.length}.ts`);
  await writeFile(path, file.subarray(from));
  return path;
}

/** Recordings that begin between two keyframes. */
export const randomCutStarts: Family = async (seed, folder) => {
  const dice = new Dice(seed);
  await mkdir(folder, { recursive: true });
  const rate = exactRate(dice.pick([25, 29.97, 30, 50]));
  const [codec, container] = dice.pick([
    ...([
      ['h264', 'ts'],
      ['h264', 'ts'],
      ['hevc', 'ts'],
      ['mpeg2', 'ts'],
    ] as const),
    ...([
      ['h264', 'mkv'],
      ['hevc', 'mkv'],
      ['vp9', 'mkv'],
      ['vp8', 'mkv'],
      ['mpeg4', 'mkv'],
      ['av1', 'mkv'],
    ] as const),
  ]);
  const spec: FootageSpec = {
    ...{
      camera: 17,
      rate,
      size: small,
      container,
      frames: dice.whole(150, 260),
      preset: dice.pick(['ultrafast', 'veryfast']),
    },
    ...{
      codec,
      gop: dice.pick([12, 25, 50]),
      bFrames: codec === 'h264' || codec === 'hevc' ? dice.whole(0, 3) : 0,
    },
    ...{ refs: dice.whole(1, 3), openGop: dice.isLucky(0.4) },
    audio: dice.isLucky(0.7)
      ? {
          codec: dice.pick(
            container === 'ts' ? (['aac', 'mp2', 'ac3'] as const) : (['aac', 'flac'] as const),
          ),
        }
      : false,
  };
  const film = await makeFootage(spec);
  const seconds = dice.real(0.2, 2).toFixed(3);
  const path =
    container === 'ts'
      ? await withoutHead(dice, film, folder)
      : await ffmpegOf(film, {
          args: ['-c', 'copy', ...(dice.isLucky(0.7) ? ['-copyinkf'] : []), '-ss', seconds],
          suffix: container,
        });
  const own = join(folder, `cut-${seed}.${container}`);
  await copyFile(path, own);
  const source = await asCut(film, own);
  const words = `${JSON.stringify(spec)} from ${seconds}`;
  const wanted = dice.pick(['copy', 'copy', 'h264'] as const);
  return exportOf(dice, { sources: [source], rate, words }, { id: `cut-${seed}`, codec: wanted });
};
