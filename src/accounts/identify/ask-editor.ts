import { z } from 'zod';
import { ProblemError } from '../../contract/problems.ts';
import { createAnswerCache } from './answer-cache.ts';
import type { EditorUser } from './editor-user.ts';

/** How long the editor's answer is believed, in milliseconds. Sockets are looked at every few seconds besides. */
const holdMs = 10_000;
const maxAnswers = 10_000;
const timeoutMs = 5_000;

const answerSchema = z
  .object({
    user: z.object({
      id: z.string().min(1).max(255),
      email: z.string().max(320),
      emailVerified: z.boolean().nullish(),
      name: z.string().nullish(),
    }),
  })
  .nullable();

export type AskEditor = (cookie: string) => Promise<EditorUser | undefined>;

/** Asks the editor's `get-session` endpoint who its cookie belongs to. Rejects with NOT_READY where it does not answer. */
export function createEditorQuestion(issuer: string): AskEditor {
  const cache = createAnswerCache<EditorUser | undefined>({ holdMs, most: maxAnswers });
  const ask = async (cookie: string): Promise<EditorUser | undefined> => {
    const url = `${issuer}/get-session?disableCookieCache=true&disableRefresh=true`;
    const answer = await fetch(url, {
      headers: { cookie, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => Promise.reject(silent(issuer, cause)));
    if (answer.status === 401) return undefined;
    if (!answer.ok) throw silent(issuer, answer.status);
    const parsed = answerSchema.safeParse(await answer.json().catch(() => undefined));
    if (!parsed.success) throw silent(issuer, parsed.error);
    if (parsed.data === null) return undefined;
    const { id, email, emailVerified, name } = parsed.data.user;
    return { id, email, isEmailVerified: emailVerified === true, name: name ?? '' };
  };
  return (cookie) => cache.get(cookie, () => ask(cookie));
}

function silent(issuer: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'NOT_READY',
      message: `The editor at ${new URL(issuer).origin} does not say who is signed in.`,
      hint: 'Try again in a moment. AUTH_ISSUER names it.',
    },
    { cause },
  );
}
