import { Dice } from '../oracle/dice.ts';
import { exactRate } from '../oracle/edit.ts';
import type { FootageSpec } from '../footage/spec.ts';
import { exportOf, makeFilms, small, type Family } from './family.ts';

/** Rates as programs compute them: the fraction that is meant, and the float that is written. */
function writtenRate(dice: Dice): { rate: { num: number; den: number }; fps: number } {
  const den = dice.pick([1, 3, 7, 9, 11, 13, 22, 44, 100, 1001]);
  const num = dice.whole(5 * den, 70 * den);
  const exact = num / den;
  const fps = dice.pick([exact, exact, exact * (1 + 2e-16), Number(exact.toPrecision(12)), exact - 1e-9]);
  return { rate: { num, den }, fps };
}

/** A grid of which frames are lost now and then: `'1110111'`. */
function lostPattern(dice: Dice): string {
  return Array.from({ length: dice.whole(20, 35) }, (_, i) => (i > 2 && dice.isLucky(0.04) ? '0' : '1')).join(
    '',
  );
}

/** A clock that is some ms early or late at every frame. */
function jitteredTimes(dice: Dice, frames: number): number[] {
  const gap = 1000 / dice.pick([15, 24, 25, 30]);
  const reach = dice.pick([1, 3, 7, 12]);
  return Array.from({ length: frames }, (_, i) =>
    i === 0 ? 0 : Math.round(i * gap + (dice.whole(0, 2) === 0 ? dice.real(-reach, reach) : 0)),
  );
}

/** Cameras that lose frames or whose clocks jitter, exported at their own rate or at one that a program computed. */
export const randomRates: Family = async (seed) => {
  const dice = new Dice(seed);
  const own = exactRate(dice.pick([15, 24, 25, 29.97, 30, 50, 59.94]));
  const specs = Array.from({ length: dice.whole(1, 2) }, (_, camera): FootageSpec => {
    const container = dice.pick(['mp4', 'mp4', 'mkv', 'ts', 'flv', 'webm'] as const);
    const isJittered = dice.isLucky(0.4) && (container === 'mp4' || container === 'mkv');
    const frames = dice.whole(60, 150);
    return {
      ...{ camera: 8 + camera, rate: own, size: small, container, frames },
      ...{ gop: dice.pick([10, 24, 50]), bFrames: isJittered ? 0 : dice.whole(0, 3), preset: 'ultrafast' },
      ...(container === 'webm' ? { codec: dice.pick(['vp8', 'vp9'] as const) } : {}),
      ...(isJittered
        ? { vfr: { timesMs: jitteredTimes(dice, frames) } }
        : dice.isLucky(0.8)
          ? { vfr: { keep: lostPattern(dice) } }
          : {}),
      audio: isJittered || dice.isLucky(0.6) ? false : {},
    };
  });
  const sources = await makeFilms(specs);
  const { rate, fps } = dice.isLucky(0.5) ? writtenRate(dice) : { rate: own, fps: undefined };
  const codec =
    fps === undefined
      ? dice.pick(['copy', 'copy', 'h264'] as const)
      : dice.pick(['h264', 'h264', 'h265', 'copy'] as const);
  const format = dice.isLucky(0.15) && codec === 'copy' ? 'webm' : 'mp4';
  const words = `at ${fps ?? `${own.num}/${own.den}`}: ${JSON.stringify(specs)}`;
  return exportOf(
    dice,
    { sources, rate, words },
    { id: `rates-${seed}`, codec, format, ...(fps === undefined ? {} : { fps }) },
  );
};
