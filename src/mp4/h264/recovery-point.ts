import { BitReader } from './bits.ts';
import { plainHead } from '../read/emulation.ts';

const RECOVERY_POINT = 6;

/** What a recovery point SEI message says (H.264 D.1.8). */
export interface RecoveryPoint {
  /** Frames to be decoded until what is shown is right; 0: from this picture on. */
  readonly frameCount: number;
  /** What is shown is then exactly what a decoder shows that began earlier. */
  readonly isExact: boolean;
}

/** The recovery point in an SEI NAL unit, if it holds one. */
export function readRecoveryPoint(unit: Uint8Array): RecoveryPoint | undefined {
  const payload = plainHead(unit.subarray(1)).bytes;
  let at = 0;
  // The last byte of all is the stop bit.
  while (at + 2 < payload.length) {
    const type = readLongNumber(payload, at);
    const size = readLongNumber(payload, type.end);
    if (type.value === RECOVERY_POINT) {
      const bits = new BitReader(payload.subarray(size.end, size.end + size.value));
      const frameCount = bits.ue();
      const isExact = bits.flag();
      return bits.isPastEnd ? undefined : { frameCount, isExact };
    }
    at = size.end + size.value;
  }
  return undefined;
}

/** Bytes of 255 that are added up, and one that is less (7.3.2.3.1). */
function readLongNumber(bytes: Uint8Array, from: number): { value: number; end: number } {
  let end = from;
  while (end < bytes.length && bytes[end] === 255) end++;
  return { value: (end - from) * 255 + (bytes[end] ?? 0), end: end + 1 };
}
