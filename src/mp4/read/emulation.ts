/**
 * Emulation prevention (H.264 7.4.1): in a NAL unit a byte 3 stands after two zeros wherever the next byte is 3 or
 * less, so that no start code appears inside. It has to be taken out before bits are read, and put in again after.
 */

/** The beginning of a NAL unit's payload without emulation prevention. */
export interface PlainHead {
  readonly bytes: Uint8Array;
  /** How many bytes of the unit the first `plain` bytes take, and the prevention bytes that stand before the next one. */
  readonly escapedLength: (plain: number) => number;
}

/** At most `limit` bytes of payload; `unit` may be the beginning of a longer one. */
export function plainHead(unit: Uint8Array, limit = Infinity): PlainHead {
  const bytes: number[] = [];
  /** How many plain bytes stand before each prevention byte. */
  const prevented: number[] = [];
  let zeros = 0;
  for (let i = 0; i < unit.length && bytes.length < limit; i++) {
    const byte = unit[i] ?? 0;
    if (zeros >= 2 && byte === 3) {
      prevented.push(bytes.length);
      zeros = 0;
      continue;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return {
    bytes: Uint8Array.from(bytes),
    escapedLength: (plain) => plain + prevented.filter((before) => before <= plain).length,
  };
}

/** Puts emulation prevention into plain bytes that stand at the beginning of a NAL unit. */
export function escape(plain: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  let zeros = 0;
  for (const byte of plain) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(bytes);
}
