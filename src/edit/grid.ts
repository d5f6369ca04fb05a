import { droppedBefore } from '../timeline/drop-frame.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { allowanceOf } from '../timeline/time-model.ts';
import { toNumber } from '../timeline/rational.ts';

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

/** Whether time codes of this rate leave numbers out so that they keep up with the clock: 29.97 and 59.94. */
export function isDropFrame({ num, den }: Grid): boolean {
  return den === 1001 && (num === 30_000 || num === 60_000);
}

/**
 * `01:02:33:07`: hours, minutes, seconds, frames. Drop-frame, `01:02:33;07`, at 29.97 and 59.94: the first two
 * (four) frame numbers of each minute but every tenth are left out, so that it reads as the clock does.
 */
export function timecode(grid: Grid, frame: number): string {
  const nominal = Math.max(1, Math.round(grid.num / grid.den));
  const isDrop = isDropFrame(grid);
  const whole = Math.max(0, Math.floor(frame));
  const number = isDrop ? whole + droppedBefore(whole, nominal) : whole;
  const seconds = Math.floor(number / nominal);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const [head, tail] = [[hours, minutes, seconds % 60].map(twoDigits).join(':'), twoDigits(number % nominal)];
  return `${head}${isDrop ? ';' : ':'}${tail}`;
}

/**
 * The frame that a typed time means: `1:02:33:07` and `1:02:33;07` as `timecode` writes it, `1:02:33`, `2:33`, `153`
 * (seconds), each also with a fraction; `+10` and `-10` from `here`. Undefined where it is no time. Not bounded.
 */
export function frameOfTyped(grid: Grid, text: string, here: number): number | undefined {
  const [, sign, rest = ''] = /^([+\-−])?(.+)$/.exec(text.trim().replaceAll(',', '.')) ?? [];
  const frame = frameOfTime(grid, rest);
  if (frame === undefined || sign === undefined) return frame;
  return here + (sign === '+' ? frame : -frame);
}

function frameOfTime(grid: Grid, text: string): number | undefined {
  if (!/^\d{1,6}([:;]\d{1,3}){0,3}(\.\d{1,6})?$/.test(text)) return undefined;
  const parts = text.split(/[:;]/).map(Number);
  if (parts.length < 4)
    return nearestFrame(
      grid,
      parts.reduce((sum, part) => sum * 60 + part, 0),
    );
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = parts;
  const nominal = Math.max(1, Math.round(grid.num / grid.den));
  const allMinutes = hours * 60 + minutes;
  const dropped = isDropFrame(grid) ? (nominal / 15) * (allMinutes - Math.floor(allMinutes / 10)) : 0;
  return Math.round((allMinutes * 60 + seconds) * nominal + frames - dropped);
}

/** `1:02:33`, `2:33`: clock time of the programme, as rulers and lengths show it. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = twoDigits(whole % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
