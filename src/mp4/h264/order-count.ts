import type { Sequence } from './parameter-sets.ts';
import type { SliceHeader } from './slice-header.ts';

/** What the next order count is derived from. */
export interface OrderState {
  readonly msb: number;
  readonly lsb: number;
  readonly frameNum: number;
  readonly frameNumOffset: number;
}

export const orderStart: OrderState = { msb: 0, lsb: 0, frameNum: 0, frameNumOffset: 0 };

/** The order count of a frame's first line, and what the next frame's is derived from (H.264 8.2.1). */
export function orderCountOf(
  header: Pick<SliceHeader, 'isIdr' | 'isReference' | 'frameNum' | 'orderCountLsb'>,
  sequence: Sequence,
  before: OrderState,
): { readonly top: number; readonly state: OrderState } {
  return sequence.orderCountType === 0
    ? fromLowBits(header, 2 ** sequence.orderCountBits, header.isIdr ? orderStart : before)
    : fromFrameNum(header, 2 ** sequence.frameNumBits, header.isIdr ? orderStart : before);
}

/** Type 0: the slice says the low bits. */
function fromLowBits(
  { isReference, orderCountLsb: lsb }: Pick<SliceHeader, 'isReference' | 'orderCountLsb'>,
  range: number,
  before: OrderState,
): { readonly top: number; readonly state: OrderState } {
  const step = lsb - before.lsb;
  const turns = step <= -range / 2 ? 1 : step > range / 2 ? -1 : 0;
  const msb = before.msb + turns * range;
  return { top: msb + lsb, state: isReference ? { ...before, msb, lsb } : before };
}

/** Type 2: pictures are shown in the order in which they are stored. */
function fromFrameNum(
  { isReference, frameNum }: Pick<SliceHeader, 'isReference' | 'frameNum'>,
  range: number,
  before: OrderState,
): { readonly top: number; readonly state: OrderState } {
  const frameNumOffset = before.frameNumOffset + (before.frameNum > frameNum ? range : 0);
  const top = 2 * (frameNumOffset + frameNum) - (isReference ? 0 : 1);
  return { top, state: { ...before, frameNum, frameNumOffset } };
}
