import type { Footage } from '../footage/make-footage.ts';
import { decimal, exact, isBefore, minus, plus, roundUp, times, type Exact } from './exact.ts';
import { BLACK_CODE, packCode } from './frame-code.ts';

/** The cut list as the wire says it: plain numbers of seconds. */
export interface CutList {
  readonly rate: Exact;
  readonly sources: readonly Footage[];
  readonly clips: readonly Cut[];
  readonly includeAudio: boolean;
}

export interface Cut {
  readonly source: number;
  readonly from: number;
  readonly to: number;
  readonly isMuted?: boolean;
}

/** Where a clip lies on the output, exactly. */
export interface PlacedCut extends Cut {
  readonly start: Exact;
  readonly end: Exact;
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** A quarter of a frame or 2 ms, whichever is smaller. */
export function allowance(rate: Exact): Exact {
  const quarter = exact(rate.d, 4n * rate.n);
  const most = exact(2, 1000);
  return isBefore(most, quarter) ? most : quarter;
}

export function placeCuts({ clips, rate }: CutList): PlacedCut[] {
  const slack = allowance(rate);
  let start = exact(0);
  return clips.map((clip) => {
    const end = plus(start, minus(decimal(clip.to), decimal(clip.from)));
    const frameAt = (instant: Exact) => Math.max(0, roundUp(times(minus(instant, slack), rate)));
    const placed = { ...clip, start, end, firstFrame: frameAt(start), endFrame: frameAt(end) };
    start = end;
    return placed;
  });
}

/** The code that each frame of the output must show. */
export function expectedCodes(list: CutList): number[] {
  const codes: number[] = [];
  for (const cut of placeCuts(list)) {
    for (let k = cut.firstFrame; k < cut.endFrame; k++) codes.push(codeAt(list, cut, k));
  }
  return codes;
}

function codeAt(list: CutList, cut: PlacedCut, frame: number): number {
  const footage = list.sources[cut.source];
  if (!footage) throw new Error(`There is no source ${cut.source}`);
  const onOutput = exact(BigInt(frame) * list.rate.d, list.rate.n);
  const onSource = plus(decimal(cut.from), minus(onOutput, cut.start));
  const instant = plus(onSource, allowance(list.rate));
  const first = footage.times[0] ?? exact(0);
  const startsLate = isBefore(exact(1, 2), first);
  if (isBefore(instant, startsLate ? first : exact(0)) || !isBefore(instant, footage.end)) return BLACK_CODE;
  return packCode(footage.camera, footage.firstIndex + Math.max(0, lastNotAfter(footage.times, instant)));
}

/** The last ordinal whose time is not after the instant, or −1. */
function lastNotAfter(ascending: readonly Exact[], instant: Exact): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(instant, ascending[middle] ?? instant)) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
