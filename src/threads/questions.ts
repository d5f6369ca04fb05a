import { errorOf, failureOf } from './failure.ts';
import type { Asking, Outcome } from './messages.ts';

/** Asks the other side and resolves with its answer; rejects with what it threw. */
export type Ask = (question: string, input: unknown) => Promise<unknown>;

/** The questions of one side to the other that are open. */
export interface Questions {
  readonly ask: (question: string, input: unknown, onAsked?: (id: number) => void) => Promise<unknown>;
  readonly take: (reply: Extract<Asking, { kind: 'reply' }>) => void;
  /** Nobody is there any more to answer. */
  readonly reject: (reason: Error) => void;
}

export function openQuestions(say: (message: Asking) => void): Questions {
  const open = new Map<number, (outcome: Outcome) => void>();
  let asked = 0;
  return {
    ask: (question, input, onAsked) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        open.set(id, (outcome) => (outcome.isOk ? resolve(outcome.value) : reject(errorOf(outcome.failure))));
        say({ kind: 'ask', id, question, input });
        onAsked?.(id);
      }),
    take: ({ id, outcome }) => {
      open.get(id)?.(outcome);
      open.delete(id);
    },
    reject: (reason) => {
      const failure = failureOf(reason);
      for (const settle of open.values()) settle({ isOk: false, failure });
      open.clear();
    },
  };
}

/** Answers one question of the other side. */
export async function replyTo(
  question: Extract<Asking, { kind: 'ask' }>,
  answer: (question: string, input: unknown) => unknown,
  say: (message: Asking, bytes: ArrayBuffer[]) => void,
): Promise<void> {
  const { id } = question;
  try {
    const value = await answer(question.question, question.input);
    say({ kind: 'reply', id, outcome: { isOk: true, value } }, transferable(value));
  } catch (error) {
    say({ kind: 'reply', id, outcome: { isOk: false, failure: failureOf(error) } }, []);
  }
}

/** Bytes that fill their own memory are handed over; a slice of Node's pool would take its neighbours along. */
function transferable(value: unknown): ArrayBuffer[] {
  if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return [];
  return value.byteLength === value.buffer.byteLength && value.byteLength > 0 ? [value.buffer] : [];
}
