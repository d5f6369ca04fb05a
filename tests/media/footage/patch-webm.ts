const sound = 0x82;
/** The id of an element that is passed over. */
const nothing = 0xec;
const blockIds = new Set([0xa1, 0xa3]);

export interface SoundBlock {
  /** Milliseconds from its cluster's time on. */
  timeMs: number;
  /** It becomes an element that is passed over. */
  isLost: boolean;
}

/** A copy of a WebM that we wrote (all its sizes have eight bytes), each of its blocks of sound changed. */
export function changeSoundBlocks(file: Buffer, change: (block: SoundBlock, index: number) => void): Buffer {
  const out = Buffer.from(file);
  let index = 0;
  for (let at = 0; at + 13 < out.length; at++) {
    const isBlock = blockIds.has(out[at] ?? 0) && out.readUInt32BE(at + 1) === 0x01000000;
    if (!isBlock || out[at + 9] !== sound) continue;
    const block = { timeMs: out.readInt16BE(at + 10), isLost: false };
    change(block, index++);
    out.writeInt16BE(block.timeMs, at + 10);
    if (block.isLost) out[at] = nothing;
  }
  return out;
}
