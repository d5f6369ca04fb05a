import { runMediaTool } from '../footage/run-media-tool.ts';
import { probePackets } from '../footage/probe-packets.ts';
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

/** Seconds of each track by its own account; `null` where there is none. */
export interface Lengths {
  readonly picture: number | null;
  readonly sound: number | null;
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
export async function judgeTimes(path: string, rate: { num: number; den: number }): Promise<TimesVerdict> {
  const track = await probePackets(path, 'v:0');
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

/** From a track's first presentation to the end of its last packet. */
async function lengthOf(path: string, selector: 'v:0' | 'a:0'): Promise<number | null> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', selector, '-of', 'json'],
    ...['-show_entries', 'stream=duration:stream_tags=DURATION', `file:${path}`],
  ]);
  interface Answer {
    streams?: { duration?: string; tags?: { DURATION?: string } }[];
  }
  const stream = (JSON.parse(stdout.toString('utf8')) as Answer).streams?.[0];
  if (stream === undefined) return null;
  if (stream.duration !== undefined) return Number(stream.duration);
  const [hours = 0, minutes = 0, seconds = 0] = (stream.tags?.DURATION ?? '').split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

export async function readLengths(path: string): Promise<Lengths> {
  const [picture, sound] = await Promise.all([lengthOf(path, 'v:0'), lengthOf(path, 'a:0')]);
  return { picture, sound };
}
