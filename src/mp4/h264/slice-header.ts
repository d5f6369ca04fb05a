import { BitReader } from './bits.ts';
import type { PictureSet, Sequence } from './parameter-sets.ts';

export type SliceKind = 'P' | 'B' | 'I';

/** One command of `ref_pic_list_modification` (H.264 7.3.3.1) or of `dec_ref_pic_marking` (7.3.3.3): its number and value. */
export interface Command {
  readonly op: number;
  /** `abs_diff_pic_num_minus1`, `difference_of_pic_nums_minus1` and the like; 0 where the command has none. */
  readonly value: number;
}

/** What a slice header says (7.3.3), and where in its bits that stands. Positions count from the payload's first bit. */
export interface SliceHeader {
  readonly kind: SliceKind;
  readonly pictureSetId: number;
  readonly isReference: boolean;
  readonly isIdr: boolean;
  readonly frameNum: number;
  readonly frameNumAt: number;
  readonly orderCountLsb: number;
  readonly orderCountAt: number;
  readonly deltaBottom: number;
  readonly hasTemporalDirect: boolean;
  /** Active references of list 0 and list 1; 0 where the kind has none. */
  readonly active: readonly [number, number];
  /** Undefined: the list is as it begins. */
  readonly modifications: readonly [readonly Command[] | undefined, readonly Command[] | undefined];
  readonly modificationsAt: number;
  readonly modificationsEnd: number;
  /** Undefined: the sliding window. */
  readonly marking: readonly Command[] | undefined;
  readonly markingAt: number;
  readonly markingEnd: number;
  /** The first bit of slice data, before any alignment. */
  readonly end: number;
}

export interface SetsInForce {
  readonly sequence: Sequence;
  readonly picture: PictureSet;
}

/** The id of the picture parameter set that a slice names; its header can be read once that is known. */
export function pictureSetOf(payload: Uint8Array): number {
  const bits = new BitReader(payload);
  bits.ue();
  bits.ue();
  return bits.ue();
}

/**
 * Reads the header of a slice of a progressive frame. `nalHeader`: the unit's first byte; `payload`: what follows it,
 * without emulation prevention, as much as the header needs at least. A text says why it cannot be read.
 */
export function parseSliceHeader(
  nalHeader: number,
  payload: Uint8Array,
  { sequence, picture }: SetsInForce,
): SliceHeader | string {
  const bits = new BitReader(payload);
  const { isIdr, isReference } = unitOf(nalHeader);
  bits.ue();
  const kind = kindOf(bits.ue());
  const pictureSetId = bits.ue();
  if (kind === undefined) return 'it has switching slices';
  const frameNumAt = bits.position;
  const frameNum = bits.u(sequence.frameNumBits);
  if (isIdr) bits.ue();
  const orderCountAt = bits.position;
  const orderCountLsb = bits.u(sequence.orderCountBits);
  const deltaBottom = sequence.orderCountType === 0 && picture.hasBottomOrder ? bits.se() : 0;
  if (picture.hasRedundantPictures && bits.ue() > 0) return 'it has redundant pictures';
  const hasTemporalDirect = kind === 'B' && !bits.flag();
  const active = readActive(bits, kind, picture);
  const modificationsAt = bits.position;
  const modifications = readModifications(bits, kind);
  const modificationsEnd = bits.position;
  if (hasWeights(kind, picture)) skipWeights(bits, active, sequence.chromaArrayType);
  const markingAt = bits.position;
  const marking = isReference ? readMarking(bits, isIdr) : undefined;
  const markingEnd = bits.position;
  skipQuantiserAndFilter(bits, kind, picture);
  if (bits.isPastEnd) return 'a slice header is cut short';
  return {
    kind,
    pictureSetId,
    isReference,
    isIdr,
    frameNum,
    frameNumAt,
    orderCountLsb,
    orderCountAt,
    deltaBottom,
    hasTemporalDirect,
    active,
    modifications,
    modificationsAt,
    modificationsEnd,
    marking,
    markingAt,
    markingEnd,
    end: bits.position,
  };
}

function skipQuantiserAndFilter(bits: BitReader, kind: SliceKind, picture: PictureSet): void {
  if (picture.isCabac && kind !== 'I') bits.ue();
  bits.se();
  if (picture.hasDeblockingControl && bits.ue() !== 1) skipSigned(bits, 2);
}

function unitOf(nalHeader: number): Pick<SliceHeader, 'isIdr' | 'isReference'> {
  return { isIdr: (nalHeader & 31) === 5, isReference: ((nalHeader >> 5) & 3) !== 0 };
}

function kindOf(sliceType: number): SliceKind | undefined {
  return ([...'PBI'] as SliceKind[])[sliceType % 5];
}

function readActive(bits: BitReader, kind: SliceKind, picture: PictureSet): [number, number] {
  if (kind === 'I') return [0, 0];
  const isOwn = bits.flag();
  const first = isOwn ? Math.min(32, bits.ue() + 1) : picture.defaultActive[0];
  if (kind === 'P') return [first, 0];
  return [first, isOwn ? Math.min(32, bits.ue() + 1) : picture.defaultActive[1]];
}

function readModifications(bits: BitReader, kind: SliceKind): SliceHeader['modifications'] {
  const read = () => (bits.flag() ? readCommands(bits, 3) : undefined);
  if (kind === 'I') return [undefined, undefined];
  return [read(), kind === 'B' ? read() : undefined];
}

/** Commands up to the one that ends them, none longer than any stream may have. */
function readCommands(bits: BitReader, end: number): Command[] {
  const commands: Command[] = [];
  while (commands.length < 66 && !bits.isPastEnd) {
    const op = bits.ue();
    if (op === end) break;
    commands.push({ op, value: bits.ue() });
  }
  return commands;
}

function hasWeights(kind: SliceKind, { isWeighted, bipredWeights }: PictureSet): boolean {
  return (isWeighted && kind === 'P') || (bipredWeights === 1 && kind === 'B');
}

function skipWeights(bits: BitReader, active: readonly number[], chromaArrayType: number): void {
  bits.ue();
  if (chromaArrayType !== 0) bits.ue();
  for (const count of active) {
    for (let i = 0; i < count; i++) {
      if (bits.flag()) skipSigned(bits, 2);
      if (chromaArrayType !== 0 && bits.flag()) skipSigned(bits, 4);
    }
  }
}

function skipSigned(bits: BitReader, count: number): void {
  for (let i = 0; i < count; i++) bits.se();
}

function readMarking(bits: BitReader, isIdr: boolean): Command[] | undefined {
  if (isIdr) {
    bits.u(2);
    return [];
  }
  if (!bits.flag()) return undefined;
  const commands: Command[] = [];
  while (commands.length < 66 && !bits.isPastEnd) {
    const op = bits.ue();
    if (op === 0) break;
    // Number 5 forgets everything and has no value; 3 has two.
    const value = op === 5 ? 0 : bits.ue();
    if (op === 3) bits.ue();
    commands.push({ op, value });
  }
  return commands;
}
