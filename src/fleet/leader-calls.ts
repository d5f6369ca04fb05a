import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
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
export async function openLeaderCalls(
  place: RedisPlace,
  name: string,
  onError: (error: Error) => void,
): Promise<LeaderCalls> {
  const calls = new CallsOverRedis(place, name, onError);
  await calls.listen();
  return calls;
}

class CallsOverRedis implements LeaderCalls {
  readonly #own = randomUUID();
  readonly #channel: string;
  readonly #onError: (error: Error) => void;
  readonly #sender: Redis;
  readonly #ears: Redis;
  readonly #waiting = new Map<string, (answered: Answered) => void>();
  #answer: Parameters<LeaderCalls['answerWith']>[0];

  constructor(place: RedisPlace, name: string, onError: (error: Error) => void) {
    this.#channel = `${place.prefix}${name}`;
    this.#onError = onError;
    this.#sender = connectRedis(place, onError);
    this.#ears = connectRedis(place, onError);
  }

  async listen(): Promise<void> {
    this.#ears.on('message', (channel, text) => {
      if (channel === this.#questions()) {
        void this.#reply(JSON.parse(text) as Question).catch(this.#onError);
        return;
      }
      const answered = JSON.parse(text) as Answered;
      this.#waiting.get(answered.id)?.(answered);
    });
    await this.#ears.subscribe(this.#questions(), this.#answers(this.#own));
  }

  readonly answerWith: LeaderCalls['answerWith'] = (answer) => {
    this.#answer = answer;
  };

  readonly call: LeaderCalls['call'] = (method, args) =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
      };
      const timer = setTimeout(() => {
        end();
        reject(new ProblemError(nobodyAnswers));
      }, patienceMs);
      this.#waiting.set(id, ({ value, problem }) => {
        end();
        if (problem) reject(new ProblemError(problem));
        else resolve(value);
      });
      const question: Question = { id, from: this.#own, method, args };
      this.#sender.publish(this.#questions(), JSON.stringify(question)).catch(reject);
    });

  readonly close = async (): Promise<void> => {
    await Promise.all(
      [this.#sender, this.#ears].map((redis) => redis.quit().catch(() => redis.disconnect())),
    );
  };

  async #reply({ id, from, method, args }: Question): Promise<void> {
    if (this.#answer === undefined) return;
    const answered: Answered = await this.#answer(method, args).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, problem: problemFrom(error) }),
    );
    await this.#sender.publish(this.#answers(from), JSON.stringify(answered));
  }

  #questions(): string {
    return `${this.#channel}:questions`;
  }

  #answers(to: string): string {
    return `${this.#channel}:answers:${to}`;
  }
}
