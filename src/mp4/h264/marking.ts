import { pictureNumber, type ListQuestion, type Reference } from './reference-pictures.ts';
import type { Command } from './slice-header.ts';

const forget = 1;
const noLongTerm = 4;

/** The window slides: where it is full, the frame with the lowest number goes (H.264 8.2.5.3). */
export function slide(question: ListQuestion, maxRefFrames: number): readonly Reference[] {
  const { held } = question;
  if (held.length < Math.max(1, maxRefFrames)) return held;
  const oldest = held.reduce((a, b) => (pictureNumber(b, question) < pictureNumber(a, question) ? b : a));
  return held.filter((frame) => frame !== oldest);
}

/** What is held once a frame's own commands were followed (8.2.5.4), without that frame; a text where they cannot be. */
export function mark(question: ListQuestion, commands: readonly Command[]): readonly Reference[] | string {
  let { held } = question;
  for (const { op, value } of commands) {
    if (op === noLongTerm && value === 0) continue;
    if (op !== forget) return 'it has long-term references';
    const number = question.frameNum - (value + 1);
    held = held.filter((frame) => pictureNumber(frame, question) !== number);
  }
  return held;
}

/**
 * The commands after which a decoder holds exactly `wanted`: undefined where the sliding window does it. A text where
 * it could not hold that many.
 */
export function markingFor(
  question: ListQuestion,
  wanted: readonly Reference[],
  maxRefFrames: number,
): readonly Command[] | string | undefined {
  const slid = slide(question, maxRefFrames);
  if (slid.length === wanted.length && slid.every((frame) => wanted.includes(frame))) return undefined;
  if (wanted.length >= Math.max(1, maxRefFrames)) return 'more frames are held than its parameters allow';
  return question.held
    .filter((frame) => !wanted.includes(frame))
    .map((frame) => ({ op: forget, value: question.frameNum - pictureNumber(frame, question) - 1 }));
}
