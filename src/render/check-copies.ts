import { open, type FileHandle } from 'node:fs/promises';
import type { ReadSource } from '../media/read-source.ts';
import { isWellFormed, type PacketShape } from '../media/packet-shape.ts';
import type { CopySpan, ExportPlan } from '../planner/plan.ts';
import { check, type Check } from './verify-output.ts';

export interface CopiesToCheck {
  readonly plan: ExportPlan;
  readonly sources: readonly (ReadSource | undefined)[];
  readonly signal: AbortSignal;
}

export interface CopyVerdict {
  readonly check: Check;
  /** Clips whose copied packets are not what an encoder writes. */
  readonly rejectedClips: ReadonlySet<number>;
}

/**
 * Looks at every copied packet: whether it is built as its codec builds them. Decoding them all would take
 * longer than the export; clips that do not pass are encoded instead, and the decoder has the last word.
 * Noise that stays within one packet and hits none of its structure goes unseen, as in any copy.
 */
export async function checkCopies({ plan, sources, signal }: CopiesToCheck): Promise<CopyVerdict> {
  const rejected = new Set<number>();
  let packets = 0;
  for (const span of plan.spans) {
    if (span.kind !== 'copy' || rejected.has(span.clip)) continue;
    const source = sources[span.source];
    packets += span.frameCount;
    if (source && !(await isSpanWellFormed(source, span, signal))) rejected.add(span.clip);
  }
  const detail = `${packets} copied packets, ${rejected.size} clips with damaged ones`;
  return { check: check('copies', rejected.size === 0, detail), rejectedClips: rejected };
}

async function isSpanWellFormed(source: ReadSource, span: CopySpan, signal: AbortSignal): Promise<boolean> {
  const { bytes } = source;
  const shape = bytes && shapeOf(source);
  if (!shape) return true;
  const { offset, size } = bytes.track.table;
  const file = await open(bytes.path, 'r');
  try {
    let buffer = Buffer.alloc(0);
    for (let packet = span.fromPacket; packet < span.toPacket; packet++) {
      signal.throwIfAborted();
      const length = size[packet] ?? 0;
      if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(2 * length);
      if (!(await readFully(file, buffer.subarray(0, length), offset[packet] ?? 0))) return false;
      if (!isWellFormed(buffer.subarray(0, length), shape)) return false;
    }
  } finally {
    await file.close();
  }
  return true;
}

function shapeOf({ bytes, facts }: ReadSource): PacketShape | undefined {
  if (bytes?.config) return { codec: bytes.config.codec, lengthSize: bytes.config.nalLengthSize };
  const { codec } = facts.video;
  return codec === 'av1' || codec === 'vp9' ? { codec } : undefined;
}

async function readFully(file: FileHandle, into: Buffer, position: number): Promise<boolean> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}
