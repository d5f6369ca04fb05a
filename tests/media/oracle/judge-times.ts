import type { Track } from '../footage/probe-packets.ts';
import { toFloat } from './rational.ts';

export interface TimesVerdict {
  /** Frames whose time is not `k/F`, and the farthest off. */
  readonly offGrid: number;
  readonly maxErrorSeconds: number;
  readonly firstPtsSeconds: number;
  /** Packets whose decoding time does not come after that of the packet before. */
  readonly backwardDts: number;
}

function countBackward(track: Track): number {
  let [count, last] = [0, -Infinity];
  for (const { dts } of track.packets) {
    if (dts === null) continue;
    if (dts <= last) count += 1;
    last = dts;
  }
  return count;
}

/** Clocks in ms cannot be nearer to the grid than that. */
function toleranceOf(track: Track): number {
  return toFloat(track.tick) >= 0.000_9 ? 0.001 : 0.000_01;
}

/** Holds the picture's times, in presentation order, against the grid `k/F`. */
export function judgeTimes(track: Track | null, rate: { num: number; den: number }): TimesVerdict {
  if (track === null) return { offGrid: 0, maxErrorSeconds: 0, firstPtsSeconds: 0, backwardDts: 0 };
  const tick = toFloat(track.tick);
  const times = track.packets.flatMap(({ pts, isHidden }) => (pts === null || isHidden ? [] : [pts * tick]));
  times.sort((a, b) => a - b);
  const errors = times.map((time, k) => Math.abs(time - (k * rate.den) / rate.num));
  return {
    offGrid: errors.filter((error) => error > toleranceOf(track)).length,
    maxErrorSeconds: errors.reduce((a, b) => Math.max(a, b), 0),
    firstPtsSeconds: times[0] ?? 0,
    backwardDts: countBackward(track),
  };
}
