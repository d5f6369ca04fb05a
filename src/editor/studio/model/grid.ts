import { frameRateFromNumber } from '../../../timeline/frame-rate.ts';
import { allowanceOf } from '../../../timeline/time-model.ts';
import { toNumber } from '../../../timeline/rational.ts';

/** The frame grid of the programme. All cuts lie on it, so what is seen is what an export holds. */
export interface Grid {
  /** Frames a second, exactly: `num / den`. */
  readonly num: number;
  readonly den: number;
  /** Seconds by which two instants may differ and still be the same one: the time model's. */
  readonly allowance: number;
}

/** The grid of a rate as people and the wire write it: 29.97 means 30000/1001. */
export function gridOf(fps: number): Grid {
  const rate = frameRateFromNumber(fps);
  return { num: Number(rate.num), den: Number(rate.den), allowance: toNumber(allowanceOf(rate)) };
}

/** When a frame begins, in seconds from frame 0. */
export function secondsAt({ num, den }: Grid, frame: number): number {
  return (frame * den) / num;
}

/** The frame that begins nearest to an instant. */
export function nearestFrame({ num, den }: Grid, seconds: number): number {
  // -0 is no frame number.
  return Math.round((seconds * num) / den) + 0;
}

/** When a frame begins in whole microseconds: decimals that add up without error. */
export function microsAt({ num, den }: Grid, frame: number): number {
  return Math.round((frame * den * 1e6) / num);
}

/** `1:02:33:07`, `02:33:07`: hours, minutes, seconds, frames; frames are counted by the nominal rate. */
export function timecode({ num, den }: Grid, frame: number): string {
  const nominal = Math.max(1, Math.round(num / den));
  const whole = Math.max(0, Math.floor(frame));
  const seconds = Math.floor(whole / nominal);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60, whole % nominal];
  const tail = parts.map((part) => String(part).padStart(2, '0')).join(':');
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${tail}` : tail;
}
