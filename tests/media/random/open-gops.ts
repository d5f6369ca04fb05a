import { Dice } from '../oracle/dice.ts';
import { exactRate } from '../oracle/edit.ts';
import type { FootageSpec } from '../footage/spec.ts';
import { exportOf, makeFilms, small, type Family } from './family.ts';

/** How x264 was told to code: what stands in slice headers differs with all of it. */
function habitsOf(dice: Dice): string[] {
  const presets = [
    ['-b-pyramid', dice.pick(['none', 'strict', 'normal'])],
    ['-coder', dice.pick(['0', '1'])],
    ['-slices', String(dice.pick([1, 1, 2, 3, 4]))],
    ['-weightp', String(dice.whole(0, 2))],
    ['-weightb', dice.pick(['0', '1'])],
    ['-direct-pred', dice.pick(['none', 'spatial', 'temporal', 'auto'])],
    ['-b_strategy', String(dice.whole(0, 2))],
    ['-mixed-refs', dice.pick(['0', '1'])],
  ];
  const rare = [
    ['-aud', '1'],
    ['-bsf:v', 'dump_extra=freq=keyframe'],
    ['-force_key_frames', 'expr:gte(t,n_forced*1.3)', '-forced-idr', dice.pick(['0', '1'])],
    ['-8x8dct', '0'],
  ];
  return [...presets.flat(), ...rare.flatMap((args) => (dice.isLucky(0.2) ? args : []))];
}

/** H.264 with open GOPs of many makes, from one or two cameras whose streams may share a track. */
export const randomOpenGops: Family = async (seed) => {
  const dice = new Dice(seed);
  const rate = exactRate(dice.pick([24, 25, 29.97, 30, 50]));
  const pixelFormat = dice.isLucky(0.15) ? 'yuv420p10le' : 'yuv420p';
  const specs = Array.from({ length: dice.whole(1, 2) }, (_, camera): FootageSpec => {
    const container = dice.pick(['mp4', 'mp4', 'mov', 'ts', 'mkv'] as const);
    const preset = dice.pick(['ultrafast', 'superfast', 'veryfast', 'fast']);
    return {
      ...{
        camera,
        rate,
        size: small,
        pixelFormat,
        container,
        preset,
        openGop: camera === 0 || dice.isLucky(0.8),
      },
      ...{ frames: dice.whole(90, 200), gop: dice.pick([12, 15, 25, 30, 48, 60, 120, 250]) },
      ...{ bFrames: dice.pick([1, 2, 2, 3, 3, 4, 5, 8, 16]), refs: dice.pick([1, 2, 3, 4, 6, 8, 16]) },
      complexity: dice.pick(['plain', 'noisy']),
      audio: dice.isLucky(0.3) ? {} : false,
      ...(dice.isLucky(0.1) ? { startSeconds: 3 } : {}),
      extraArgs: habitsOf(dice),
    };
  });
  const sources = await makeFilms(specs);
  return exportOf(dice, { sources, rate, words: JSON.stringify(specs) }, { id: `open-${seed}` });
};
