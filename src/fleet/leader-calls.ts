import { randomUUID } from 'node:crypto';
import { ProblemError, problemFrom, type Problem } from '../contract/problems.ts';
import { connectRedis, type RedisPlace } from './journal/connect.ts';

/** Calls that one process of the fleet answers for all. */
export interface LeaderCalls {
  /** Asks whoever answers now. `NOT_READY` where nobody does in time. */
  readonly call: (method: string, args: readonly unknown[]) => Promise<unknown>;
  /** From now on this process answers; undefined ends that. */
  readonly answerWith: (
    answer: ((method: string, args: readonly unknown[]) => Promise<unknown>) | undefined,
  ) => void;
  readonly close: () => Promise<void>;
}

interface Question {
  readonly id: string;
  readonly from: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface Answered {
  readonly id: string;
  readonly value?: unknown;
  readonly problem?: Problem;
}

const patienceMs = 5_000;

const nobodyAnswers: Problem = {
  code: 'NOT_READY',
  message: 'No server of the fleet answers for the webhooks at this moment.',
  hint: 'Another takes over within ten seconds. Try again then.',
};

/** Over two channels of Redis: questions are heard by all, and answered by the one that leads. */
// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export async function openLeaderCalls(
  place: RedisPlace,
  name: string,
  onError: (error: Error) => void,
): Promise<LeaderCalls> {
  const own = randomUUID();
  const questions = `${place.prefix}${name}:questions`;
  const answers = (to: string) => `${place.prefix}${name}:answers:${to}`;
  const sender = connectRedis(place, onError);
  const ears = connectRedis(place, onError);
  const waiting = new Map<string, (answered: Answered) => void>();
  let answer: Parameters<LeaderCalls['answerWith']>[0];
  const reply = async ({ id, from, method, args }: Question) => {
    if (answer === undefined) return;
    const answered: Answered = await answer(method, args).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, problem: problemFrom(error) }),
    );
    await sender.publish(answers(from), JSON.stringify(answered));
  };
  ears.on('message', (channel, text) => {
    if (channel === questions) return void reply(JSON.parse(text) as Question).catch(onError);
    const answered = JSON.parse(text) as Answered;
    waiting.get(answered.id)?.(answered);
  });
  await ears.subscribe(questions, answers(own));
  return {
    answerWith: (next) => {
      answer = next;
    },
    call: (method, args) =>
      new Promise((resolve, reject) => {
        const id = randomUUID();
        const end = () => {
          clearTimeout(timer);
          waiting.delete(id);
        };
        const timer = setTimeout(() => {
          end();
          reject(new ProblemError(nobodyAnswers));
        }, patienceMs);
        waiting.set(id, ({ value, problem }) => {
          end();
          if (problem) reject(new ProblemError(problem));
          else resolve(value);
        });
        const question: Question = { id, from: own, method, args };
        sender.publish(questions, JSON.stringify(question)).catch(reject);
      }),
    close: async () => {
      await Promise.all([sender, ears].map((redis) => redis.quit().catch(() => redis.disconnect())));
    },
  };
}
