import { createHash } from 'node:crypto';

export interface AnswerCacheOptions {
  /** How long an answer holds, in milliseconds. */
  readonly holdMs: number;
  /** Beyond that the oldest are forgotten. */
  readonly most: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** Remembers answers for a while, and asks once for all who want the same at the same time. */
export interface AnswerCache<Answer> {
  /** `secret` is kept as a digest alone. A question that fails is forgotten. */
  readonly get: (secret: string, ask: () => Promise<Answer>) => Promise<Answer>;
  readonly clear: () => void;
}

export function createAnswerCache<Answer>({
  holdMs,
  most,
  now = () => performance.now(),
}: AnswerCacheOptions): AnswerCache<Answer> {
  const known = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  return {
    get: (secret, ask) => {
      const key = createHash('sha256').update(secret).digest('base64');
      const found = known.get(key);
      if (found && found.until > now()) return found.answer;
      known.delete(key);
      const [oldest] = known.keys();
      if (known.size >= most && oldest !== undefined) known.delete(oldest);
      const entry = { answer: ask(), until: now() + holdMs };
      known.set(key, entry);
      entry.answer.catch(() => known.get(key) === entry && known.delete(key));
      return entry.answer;
    },
    clear: () => known.clear(),
  };
}
