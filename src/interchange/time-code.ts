import { droppedBefore } from '../timeline/drop-frame.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { multiply, rational, round, toNumber, type Rational } from '../timeline/rational.ts';

/** How many frames a second of time code counts: 30 for 29.97. */
export function nominalOf(rate: Rational): number {
  return Math.max(1, Math.round(toNumber(rate)));
}

/** Whether time code of this rate may leave numbers out to keep up with the clock: 29.97 and 59.94. */
export function mayDrop({ num, den }: Rational): boolean {
  return den === 1001n && (num === 30_000n || num === 60_000n);
}

/** `01:00:04:05`, drop-frame with `;` before the frames. Hours go on after 24. */
export function formatTimecode(frame: number, rate: Rational, isDrop: boolean): string {
  const nominal = nominalOf(rate);
  const number = isDrop ? frame + droppedBefore(frame, nominal) : frame;
  const seconds = Math.floor(number / nominal);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  return `${parts.join(':')}${isDrop ? ';' : ':'}${twoDigits(number % nominal)}`;
}

/** The frame of a time code, drop-frame where it says so (`;` or `.`) or `isDrop`; undefined where it is none. */
export function parseTimecode(text: string, rate: Rational, isDrop = false): number | undefined {
  const match = /^(\d{1,3}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$/.exec(text.trim());
  if (!match) return undefined;
  const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number);
  const nominal = nominalOf(rate);
  if (hours === undefined || minutes === undefined || seconds === undefined || frames === undefined)
    return undefined;
  if (minutes > 59 || seconds > 59 || frames >= nominal) return undefined;
  const whole = (60 * hours + minutes) * 60 + seconds;
  const isDropped = mayDrop(rate) && (isDrop || match[4] === ';');
  const all = 60 * hours + minutes;
  const dropped = isDropped ? (nominal / 15) * (all - Math.floor(all / 10)) : 0;
  return whole * nominal + frames - dropped;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The frame that begins nearest to an instant, in exact seconds. */
export function nearestFrameAt(seconds: Rational, rate: Rational): number {
  return Number(round(multiply(seconds, rate)));
}

/** When a frame begins, in exact seconds. */
export function instantAt(frame: number, rate: Rational): Rational {
  return multiply(rational(frame), rational(rate.den, rate.num));
}

/** The exact rate of `timebase` frames a second, slowed down by 1000/1001 where it is NTSC's. */
export function rateOfTimebase(timebase: number, isNtsc: boolean): Rational {
  return isNtsc ? rational(timebase * 1000, 1001) : frameRateFromNumber(timebase);
}
