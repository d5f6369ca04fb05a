import { BOUNDARY } from '../../planner/facts/facts.ts';
import type { PacketList } from '../../planner/facts/build-index.ts';
import { medianGap } from '../../shared/median-gap.ts';
import { toNumber, type Rational } from '../../timeline/rational.ts';

/**
 * Reads the lines of `packetArgs`: `pts,dts,duration,size,pos,flags` in decode order. A packet without a
 * presentation time counts with its decode time, as old AVI files mean it. Keyframes are `BOUNDARY.keyframe`:
 * whether one is an IDR stands in the bitstream, not here. A last picture of unknown length lasts as long as
 * the others usually do.
 */
export function parsePackets(csv: string, timebase: Rational): PacketList {
  const rows = rowsOf(csv);
  const pts = new Float64Array(rows.length);
  const size = new Uint32Array(rows.length);
  const boundary = new Uint8Array(rows.length);
  const isHidden = new Uint8Array(rows.length);
  let last = { time: 0, duration: undefined as number | undefined };
  let typicalDuration = 1;
  rows.forEach((row, i) => {
    const [ptsText, dtsText, durationText, sizeText, , flags = ''] = row.split(',');
    const time = firstNumber(ptsText, dtsText) ?? (i > 0 ? (pts[i - 1] ?? 0) + typicalDuration : 0);
    const duration = firstNumber(durationText);
    typicalDuration = duration ?? typicalDuration;
    pts[i] = time;
    size[i] = firstNumber(sizeText) ?? 0;
    boundary[i] = flags.includes('K') ? BOUNDARY.keyframe : BOUNDARY.none;
    isHidden[i] = flags.includes('D') ? 1 : 0;
    if (i === 0 || time > last.time) last = { time, duration };
  });
  const endPts = last.time + (last.duration ?? medianGap(pts) ?? typicalDuration);
  return { timebase, pts, size, boundary, isHidden, endPts, clockJump: clockJumpIn(rows, timebase) };
}

/** Lines of packets; others are words of ffprobe. */
export function rowsOf(csv: string): string[] {
  return csv.split('\n').filter((line) => /^(?:-?\d+|N\/A),/.test(line));
}

/** In seconds: decode times never fall in one recording, and no pause is longer than an hour. */
const jump = { back: -1, ahead: 3600 };

/** Where one recording was appended to another: the decode tick before the clock jumps. */
function clockJumpIn(rows: readonly string[], timebase: Rational): number | undefined {
  const tick = toNumber(timebase);
  let before: number | undefined;
  for (const row of rows) {
    const dts = firstNumber(row.split(',', 2)[1]);
    if (dts === undefined) continue;
    const step = before === undefined ? 0 : (dts - before) * tick;
    if (step < jump.back || step > jump.ahead) return before;
    before = dts;
  }
  return undefined;
}

function firstNumber(...texts: (string | undefined)[]): number | undefined {
  const found = texts.find((text) => text !== undefined && /^-?\d+$/.test(text));
  return found === undefined ? undefined : Number(found);
}
