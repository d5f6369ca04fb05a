import { BitWriter } from './bits.ts';
import { escape, plainHead, type PlainHead } from '../read/emulation.ts';
import type { Command, SetsInForce, SliceHeader } from './slice-header.ts';

/** One slice as it lies in its file. */
export interface SliceUnit {
  /** The beginning of the NAL unit, header first; the whole of it where it is that short or was asked for. */
  readonly head: Uint8Array;
  /** Bytes of the whole unit. */
  readonly length: number;
}

/** The beginning of a unit becomes another: its first `removed` bytes are replaced by `bytes`. */
export interface UnitPatch {
  readonly removed: number;
  readonly bytes: Uint8Array;
}

/** What changes in a slice header. */
export interface NewHeader {
  /** The frame becomes an IDR with this id. */
  readonly idrId: number | undefined;
  readonly frameNum: number;
  readonly orderCountLsb: number;
  /** Undefined: left as it is in the stream. */
  readonly references:
    | {
        readonly modifications: readonly [readonly Command[] | undefined, readonly Command[] | undefined];
        readonly marking: readonly Command[] | undefined;
      }
    | undefined;
}

/** A slice of CAVLC whose header changes its length is shifted by bits from end to end: all of it has to be there. */
export const NEEDS_ALL = 'needs all of the slice';

/** `nalHeader` and `payload` of `plain` are of `unit`. The picture's data stay as they are. */
export function rewriteSlice(
  { unit, plain }: { readonly unit: SliceUnit; readonly plain: PlainHead },
  { header, sets }: { readonly header: SliceHeader; readonly sets: SetsInForce },
  next: NewHeader,
): UnitPatch | typeof NEEDS_ALL {
  const writer = new BitWriter();
  writeHeader(writer, { payload: plain.bytes, header, sets }, next);
  const nalHeader = next.idrId === undefined ? (unit.head[0] ?? 0) : ((unit.head[0] ?? 0) & 0xe0) | 5;
  if (!sets.picture.isCabac && (writer.length - header.end) % 8 !== 0) {
    if (unit.head.length < unit.length) return NEEDS_ALL;
    return { removed: unit.length, bytes: shifted(writer, { unit, nalHeader, from: header.end }) };
  }
  // The data go on at the next whole byte of both.
  const data = Math.ceil(header.end / 8);
  if (sets.picture.isCabac) writer.alignWithOnes();
  else writer.copy(plain.bytes, header.end, data * 8);
  // From a byte that is not 0 on, emulation prevention does not depend on what stands before.
  let kept = data;
  while (plain.bytes[kept] === 0) kept++;
  if (kept >= plain.bytes.length) {
    if (unit.head.length < unit.length) return NEEDS_ALL;
    return { removed: unit.length, bytes: joined(nalHeader, [writer.bytes(), plain.bytes.subarray(data)]) };
  }
  return {
    removed: 1 + plain.escapedLength(kept + 1),
    bytes: joined(nalHeader, [writer.bytes(), plain.bytes.subarray(data, kept + 1)]),
  };
}

function joined(nalHeader: number, parts: readonly Uint8Array[]): Uint8Array {
  const plain = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    plain.set(part, at);
    at += part.length;
  }
  const escaped = escape(plain);
  const unit = new Uint8Array(1 + escaped.length);
  unit[0] = nalHeader;
  unit.set(escaped, 1);
  return unit;
}

function shifted(
  writer: BitWriter,
  { unit, nalHeader, from }: { unit: SliceUnit; nalHeader: number; from: number },
): Uint8Array {
  const { bytes } = plainHead(unit.head.subarray(1));
  writer.copy(bytes, from, endOfData(bytes));
  return joined(nalHeader, [writer.bytes()]);
}

/** The bit after the stop bit: the last 1 of all. */
function endOfData(bytes: Uint8Array): number {
  let last = bytes.length - 1;
  while (last > 0 && bytes[last] === 0) last--;
  const byte = bytes[last] ?? 0;
  return last * 8 + 8 - Math.log2(byte & -byte || 1);
}

function writeHeader(
  writer: BitWriter,
  from: { readonly payload: Uint8Array; readonly header: SliceHeader; readonly sets: SetsInForce },
  { idrId, frameNum, orderCountLsb, references }: NewHeader,
): void {
  const { payload, header } = from;
  const { frameNumBits, orderCountBits } = from.sets.sequence;
  writer.copy(payload, 0, header.frameNumAt);
  writer.u(frameNum, frameNumBits);
  if (idrId !== undefined) writer.ue(idrId);
  writer.u(orderCountLsb, orderCountBits);
  const afterOrder = header.orderCountAt + orderCountBits;
  if (!references && idrId === undefined) return writer.copy(payload, afterOrder, header.end);
  writer.copy(payload, afterOrder, header.modificationsAt);
  const { modifications = [undefined, undefined], marking } = references ?? {};
  if (header.kind !== 'I') writeCommands(writer, modifications[0], 3);
  if (header.kind === 'B') writeCommands(writer, modifications[1], 3);
  writer.copy(payload, header.modificationsEnd, header.markingAt);
  if (idrId !== undefined) writer.u(0, 2);
  else if (header.isReference) writeCommands(writer, marking, 0);
  writer.copy(payload, header.markingEnd, header.end);
}

/** A flag whether there are any, the commands, and the number that ends them. */
function writeCommands(writer: BitWriter, commands: readonly Command[] | undefined, end: number): void {
  writer.bit(commands ? 1 : 0);
  if (!commands) return;
  for (const { op, value } of commands) {
    writer.ue(op);
    writer.ue(value);
  }
  writer.ue(end);
}
