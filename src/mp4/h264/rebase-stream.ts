import { plainHead } from '../read/emulation.ts';
import { mark, markingFor, slide } from './marking.ts';
import { orderCountOf, orderStart, type OrderState } from './order-count.ts';
import { SEPARATE_PLANES, type PictureSet, type Sequence } from './parameter-sets.ts';
import {
  commandsFor,
  initialLists,
  listsOf,
  type ListQuestion,
  type Reference,
} from './reference-pictures.ts';
import { parseSliceHeader, pictureSetOf, type SetsInForce, type SliceHeader } from './slice-header.ts';
import { NEEDS_ALL, rewriteSlice, type NewHeader, type SliceUnit, type UnitPatch } from './write-slice.ts';

/**
 * What becomes of a picture: `before` the copy (only followed, so that it is known what a decoder holds), the `first`
 * one (an I-picture at a recovery point, which becomes an IDR), `left-out` (leading pictures), or `kept`.
 */
export type PictureRole = 'before' | 'first' | 'left-out' | 'kept';

export interface ParameterSets {
  readonly sequences: readonly Sequence[];
  readonly pictures: readonly PictureSet[];
}

/** Two IDRs in a row must differ in it (H.264 7.4.3); encoders count from 0. */
const idrId = 255;

/** Why a stream with these parameter sets cannot be rewritten; undefined where it can. */
export function reasonAgainstRewriting({ sequences, pictures }: ParameterSets): string | undefined {
  if (sequences.length === 0 || pictures.length === 0) return 'its parameter sets cannot be read';
  if (sequences.some(({ isProgressive }) => !isProgressive)) return 'it may hold fields';
  if (sequences.some(({ orderCountType }) => orderCountType === 1))
    return 'its pictures are counted by cycles';
  if (sequences.some(({ chromaArrayType }) => chromaArrayType === SEPARATE_PLANES))
    return 'its colours are coded apart';
  if (sequences.some(({ hasGaps }) => hasGaps)) return 'its frame numbers may leave gaps';
  if (pictures.some(({ sliceGroups }) => sliceGroups > 1)) return 'it has slice groups';
  return undefined;
}

/** A frame that was read: its slices, and where it stands in its own stream. */
interface Frame {
  readonly slices: readonly {
    readonly header: SliceHeader;
    readonly sets: SetsInForce;
    readonly plain: ReturnType<typeof plainHead>;
  }[];
  readonly header: SliceHeader;
  readonly sequence: Sequence;
  readonly top: number;
  readonly orderCount: number;
  readonly order: OrderState;
}

/**
 * Follows a stream of H.264 frames in decode order and rewrites slice headers so that a copy may begin at a recovery
 * point of an open GOP: that I-picture becomes an IDR, frame numbers and order counts go on from it without a gap, and
 * lists of references and their marking are said so that every reference index means the frame that it meant. What is
 * coded after the headers stays the camera's. It keeps two accounts, of what a decoder of the whole stream holds and of
 * what one holds that begins here.
 */
export class StreamRebase {
  readonly #sets: ParameterSets;
  #held: readonly Reference[] = [];
  #newHeld: readonly Reference[] = [];
  #order = orderStart;
  #newOrder = orderStart;
  #base = 0;
  #lastReference: number | undefined;
  #newLastReference = 0;

  constructor(sets: ParameterSets) {
    this.#sets = sets;
  }

  /**
   * Takes the next picture and answers what becomes of each of its slices, nothing for those that are only followed.
   * `NEEDS_ALL`: ask again with whole slices. Any other text says why the stream cannot be copied from here.
   */
  next(role: PictureRole, units: readonly SliceUnit[]): readonly UnitPatch[] | string {
    const frame = this.#read(units);
    if (typeof frame === 'string') return frame;
    const max = 2 ** frame.sequence.frameNumBits;
    const isGap =
      this.#lastReference !== undefined &&
      !frame.header.isIdr &&
      frame.header.frameNum !== (this.#lastReference + 1) % max;
    if (isGap && role !== 'before') return 'frames are missing from it';
    const question: ListQuestion = {
      held: this.#held,
      frameNum: frame.header.frameNum,
      maxFrameNum: max,
      numbering: ({ frameNum }) => frameNum,
    };
    const after = this.#heldAfter(frame, question);
    if (typeof after === 'string')
      return role === 'before' ? this.#follow(frame, undefined, slide(question, 1)) : after;
    if (role === 'before' || role === 'left-out') return this.#follow(frame, undefined, after);
    return role === 'first' ? this.#begin(frame, units, after) : this.#go(frame, units, { question, after });
  }

  #read(units: readonly SliceUnit[]): Frame | string {
    const slices: Frame['slices'][number][] = [];
    for (const { head } of units) {
      const plain = plainHead(head.subarray(1));
      const picture = this.#sets.pictures.find(({ id }) => id === pictureSetOf(plain.bytes));
      const sequence = this.#sets.sequences.find(({ id }) => id === picture?.sequenceId);
      if (!picture || !sequence) return 'a slice names parameter sets that are not there';
      const header = parseSliceHeader(head[0] ?? 0, plain.bytes, { sequence, picture });
      if (typeof header === 'string') return header;
      slices.push({ header, sets: { sequence, picture }, plain });
    }
    const [first] = slices;
    if (!first) return 'a picture has no slice';
    const { header, sets } = first;
    const { top, state } = orderCountOf(header, sets.sequence, this.#order);
    const orderCount = Math.min(top, top + header.deltaBottom);
    return { slices, header, sequence: sets.sequence, top, orderCount, order: state };
  }

  /** What a decoder of the whole stream holds after the frame, without the frame itself. */
  #heldAfter({ header, sequence }: Frame, question: ListQuestion): readonly Reference[] | string {
    if (header.isIdr) return [];
    if (!header.isReference) return this.#held;
    if (header.marking?.some(({ op }) => op === 5)) return 'it starts its numbers again between IDRs';
    return header.marking ? mark(question, header.marking) : slide(question, sequence.maxRefFrames);
  }

  #follow(frame: Frame, newFrameNum: number | undefined, after: readonly Reference[]): readonly UnitPatch[] {
    const { header, orderCount } = frame;
    this.#order = frame.order;
    if (header.isReference) {
      const reference = { frameNum: header.frameNum, orderCount, newFrameNum };
      this.#held = [...after, reference];
      this.#lastReference = header.frameNum;
      if (newFrameNum !== undefined) {
        this.#newHeld = this.#held.filter((held) => held.newFrameNum !== undefined);
        this.#newLastReference = newFrameNum;
      }
    }
    return [];
  }

  #begin(
    frame: Frame,
    units: readonly SliceUnit[],
    after: readonly Reference[],
  ): readonly UnitPatch[] | string {
    if (frame.slices.some(({ header }) => header.kind !== 'I'))
      return 'it has a recovery point that is no I-picture';
    if (!frame.header.isReference) return 'it has a recovery point that nothing is built on';
    this.#base = frame.orderCount;
    const numbers = this.#numbersOf(frame, 0, true);
    if (typeof numbers === 'string') return numbers;
    const patches = rewriteAll(frame, units, () => ({ ...numbers.header, idrId, references: undefined }));
    if (typeof patches === 'string') return patches;
    this.#newOrder = numbers.order;
    // Whatever was held before is not in the new stream.
    this.#follow(frame, 0, after);
    return patches;
  }

  #go(
    frame: Frame,
    units: readonly SliceUnit[],
    { question, after }: { readonly question: ListQuestion; readonly after: readonly Reference[] },
  ): readonly UnitPatch[] | string {
    const { header, sequence, orderCount } = frame;
    if (header.isIdr) return 'an IDR ends the rewriting';
    const max = question.maxFrameNum;
    const newFrameNum = (this.#newLastReference + 1) % max;
    const newQuestion: ListQuestion = {
      ...question,
      held: this.#newHeld,
      frameNum: newFrameNum,
      numbering: (reference) => reference.newFrameNum ?? 0,
    };
    const numbers = this.#numbersOf(frame, newFrameNum, false);
    if (typeof numbers === 'string') return numbers;
    const kept = after.filter((held) => held.newFrameNum !== undefined);
    const isSettled = this.#held.every(
      ({ frameNum, newFrameNum: own }) =>
        own !== undefined && mod(frameNum - own, max) === mod(header.frameNum - newFrameNum, max),
    );
    const marking =
      header.isReference && !isSettled ? markingFor(newQuestion, kept, sequence.maxRefFrames) : undefined;
    if (typeof marking === 'string') return marking;
    const patches = rewriteAll(frame, units, (slice) => {
      if (isSettled) return { ...numbers.header, idrId: undefined, references: undefined };
      const modifications = sameLists(slice, { question, newQuestion, orderCount });
      if (typeof modifications === 'string') return modifications;
      return { ...numbers.header, idrId: undefined, references: { modifications, marking } };
    });
    if (typeof patches === 'string') return patches;
    this.#newOrder = numbers.order;
    this.#follow(frame, newFrameNum, after);
    return patches;
  }

  /** Its numbers in the new stream; a text where order counts cannot follow one another so. */
  #numbersOf(
    { header, sequence, top }: Frame,
    frameNum: number,
    isIdr: boolean,
  ): { readonly header: Pick<NewHeader, 'frameNum' | 'orderCountLsb'>; readonly order: OrderState } | string {
    const wanted = top - this.#base;
    const orderCountLsb = sequence.orderCountType === 0 ? mod(wanted, 2 ** sequence.orderCountBits) : 0;
    const made = orderCountOf({ ...header, isIdr, frameNum, orderCountLsb }, sequence, this.#newOrder);
    if (made.top !== wanted) return 'its pictures are counted too far apart';
    return { header: { frameNum, orderCountLsb }, order: made.state };
  }
}

/** The commands by which a slice's lists of references mean in the new stream what they meant in the old one. */
function sameLists(
  { header, sets }: Frame['slices'][number],
  from: { readonly question: ListQuestion; readonly newQuestion: ListQuestion; readonly orderCount: number },
): NonNullable<NewHeader['references']>['modifications'] | string {
  const lists = listsOf(from.question, header, from.orderCount);
  if (typeof lists === 'string') return lists;
  const initial = initialLists(from.newQuestion, header.kind, from.orderCount);
  const made = lists.map((list, i) => {
    const known = list.map((frame) => (frame?.newFrameNum === undefined ? undefined : frame));
    // What stands after the last frame that is there is looked at by nothing.
    const last = known.findLastIndex((frame) => frame !== undefined);
    const hasHole = known.slice(0, last).includes(undefined);
    if (hasHole && header.hasTemporalDirect && sets.picture.bipredWeights === 1)
      return 'its weights belong to places in a list that changes';
    return commandsFor(known.slice(0, last + 1), initial[i] ?? [], from.newQuestion);
  });
  const failed = made.find((commands) => typeof commands === 'string');
  if (failed !== undefined) return failed;
  const [first, second] = made.map((commands) => (typeof commands === 'string' ? undefined : commands));
  return [first, second];
}

function rewriteAll(
  frame: Frame,
  units: readonly SliceUnit[],
  newHeaderOf: (slice: Frame['slices'][number]) => NewHeader | string,
): readonly UnitPatch[] | string {
  const patches: UnitPatch[] = [];
  for (const [i, slice] of frame.slices.entries()) {
    const unit = units[i];
    if (!unit) return NEEDS_ALL;
    const next = newHeaderOf(slice);
    if (typeof next === 'string') return next;
    const patch = rewriteSlice({ unit, plain: slice.plain }, slice, next);
    if (typeof patch === 'string') return patch;
    patches.push(patch);
  }
  return patches;
}

/** The remainder that is never negative. */
function mod(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
