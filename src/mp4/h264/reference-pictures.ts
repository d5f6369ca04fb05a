import type { Command, SliceHeader, SliceKind } from './slice-header.ts';

/** A frame that later ones are predicted from. */
export interface Reference {
  /** As its own stream numbers it. */
  readonly frameNum: number;
  readonly orderCount: number;
  /** As the rewritten stream numbers it; undefined where it is not in that stream. */
  readonly newFrameNum: number | undefined;
}

/** How one of the two streams numbers its frames. */
export type Numbering = (reference: Reference) => number;

export interface ListQuestion {
  /** What a decoder holds: frames marked as used for short-term reference, in decode order. */
  readonly held: readonly Reference[];
  readonly frameNum: number;
  readonly maxFrameNum: number;
  readonly numbering: Numbering;
}

/** `PicNum` of a held frame (H.264 8.2.4.1): frames numbered above the current one are from before the numbers wrapped. */
export function pictureNumber(
  reference: Reference,
  { frameNum, maxFrameNum, numbering }: ListQuestion,
): number {
  const number = numbering(reference);
  return number > frameNum ? number - maxFrameNum : number;
}

/** Both lists as they begin, before anything is modified (8.2.4.2.1 and 8.2.4.2.3), in full length. */
export function initialLists(
  question: ListQuestion,
  kind: SliceKind,
  orderCount: number,
): [Reference[], Reference[]] {
  const { held } = question;
  if (kind === 'I') return [[], []];
  if (kind === 'P') {
    const byNumber = (a: Reference, b: Reference) => pictureNumber(b, question) - pictureNumber(a, question);
    return [held.toSorted(byNumber), []];
  }
  const earlier = held.filter((frame) => frame.orderCount < orderCount);
  const later = held.filter((frame) => frame.orderCount >= orderCount);
  earlier.sort((a, b) => b.orderCount - a.orderCount);
  later.sort((a, b) => a.orderCount - b.orderCount);
  const first = [...earlier, ...later];
  const second = [...later, ...earlier];
  const areEqual = first.every((frame, i) => frame === second[i]);
  if (areEqual && second.length > 1) second.splice(0, 2, ...second.slice(0, 2).reverse());
  return [first, second];
}

/** The lists that a slice is decoded with; a text where it asks for what cannot be followed. */
export function listsOf(
  question: ListQuestion,
  header: Pick<SliceHeader, 'kind' | 'active' | 'modifications'>,
  orderCount: number,
): readonly [readonly (Reference | undefined)[], readonly (Reference | undefined)[]] | string {
  const initial = initialLists(question, header.kind, orderCount);
  const made = initial.map((list, i) => {
    const active = header.active[i] ?? 0;
    const commands = header.modifications[i];
    const from = Array.from({ length: active }, (_, at) => list[at]);
    return commands ? modify(from, commands, question) : from;
  });
  const failed = made.find((list) => typeof list === 'string');
  if (failed !== undefined) return failed;
  const [first = [], second = []] = made.filter((list) => typeof list !== 'string');
  return [first, second];
}

/** 8.2.4.3.1: each command puts a frame at the next place; where it stood after that, it goes. */
export function modify(
  list: readonly (Reference | undefined)[],
  commands: readonly Command[],
  question: ListQuestion,
): (Reference | undefined)[] | string {
  const { maxFrameNum, frameNum, held } = question;
  const made = [...list];
  let predicted = frameNum;
  for (const [place, { op, value }] of commands.entries()) {
    if (op > 1) return 'it has long-term references';
    const step = op === 0 ? -(value + 1) : value + 1;
    predicted = (((predicted + step) % maxFrameNum) + maxFrameNum) % maxFrameNum;
    const number = predicted > frameNum ? predicted - maxFrameNum : predicted;
    const wanted = held.find((frame) => pictureNumber(frame, question) === number);
    const rest = made.slice(place).filter((frame) => frame !== wanted || frame === undefined);
    made.splice(place, made.length - place, wanted, ...rest);
    made.length = list.length;
  }
  return made;
}

/**
 * The shortest commands that make `wanted` out of a list as it begins; undefined where none are needed. Places of
 * `wanted` that are undefined may hold anything. A text where no commands make it.
 */
export function commandsFor(
  wanted: readonly (Reference | undefined)[],
  initial: readonly Reference[],
  question: ListQuestion,
): readonly Command[] | string | undefined {
  const from = Array.from(wanted, (_, at) => initial[at]);
  const isMade = (list: readonly (Reference | undefined)[]) =>
    wanted.every((frame, i) => frame === undefined || frame === list[i]);
  if (isMade(from)) return undefined;
  const commands: Command[] = [];
  let predicted = question.frameNum;
  for (const frame of wanted) {
    const named = frame ?? substituteFor(wanted, question.held);
    if (named === undefined) return 'a list of references has a hole that nothing can fill';
    const number = pictureNumber(named, question);
    const step = number - predicted;
    // The frame that was named just before is reached by going all the way round.
    const value = step === 0 ? question.maxFrameNum - 1 : Math.abs(step) - 1;
    commands.push({ op: step > 0 ? 1 : 0, value });
    predicted = number;
    const made = modify(from, commands, question);
    if (typeof made !== 'string' && isMade(made)) return commands;
  }
  return 'a list of references cannot be made again';
}

/** Any frame for a place that nothing is predicted from; best one that is not in the list for its own sake. */
function substituteFor(
  wanted: readonly (Reference | undefined)[],
  held: readonly Reference[],
): Reference | undefined {
  return held.find((frame) => !wanted.includes(frame)) ?? held[0];
}
