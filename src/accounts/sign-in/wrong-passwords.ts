import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../../contract/problems.ts';

/**
 * Slows down who guesses passwords: by address, by account, and by both together, which is what a person meets who has
 * forgotten one. Whether the account exists makes no difference.
 */
export interface WrongPasswords {
  /** Before a try; rejects with TOO_MANY_REQUESTS and how long to wait. Counts the try as a wrong one. */
  readonly take: (attempt: PasswordAttempt) => Promise<void>;
  /** After the right password: this try counted for nothing. */
  readonly forgive: (attempt: PasswordAttempt) => Promise<void>;
}

export interface PasswordAttempt {
  readonly email: string;
  /** Undefined for this machine itself. */
  readonly address: string | undefined;
}

/** Tries that are answered, and the seconds in which; then the seconds of waiting. */
const limits = {
  address: { points: 20, duration: 60, blockDuration: 60 },
  account: { points: 50, duration: 3600, blockDuration: 300 },
  both: { points: 5, duration: 60, blockDuration: 60 },
};

export function countWrongPasswords(): WrongPasswords {
  const byAddress = new RateLimiterMemory({ keyPrefix: 'address', ...limits.address });
  const byAccount = new RateLimiterMemory({ keyPrefix: 'account', ...limits.account });
  const byBoth = new RateLimiterMemory({ keyPrefix: 'both', ...limits.both });
  const keysOf = ({ email, address = 'this machine' }: PasswordAttempt) => {
    const account = email.trim().toLowerCase();
    return [
      [byBoth, `${account} ${address}`],
      [byAddress, address],
      [byAccount, account],
    ] as const;
  };
  return {
    take: async (attempt) => {
      for (const [limiter, key] of keysOf(attempt))
        await limiter.consume(key).catch((verdict: unknown) => Promise.reject(tooMany(verdict)));
    },
    forgive: async (attempt) => {
      const [[both, bothKey], ...others] = keysOf(attempt);
      await both.delete(bothKey);
      for (const [limiter, key] of others) await limiter.reward(key);
    },
  };
}

function tooMany(verdict: unknown): ProblemError {
  const seconds = verdict instanceof RateLimiterRes ? Math.ceil(verdict.msBeforeNext / 1000) : 60;
  return new ProblemError({
    code: 'TOO_MANY_REQUESTS',
    message: `Too many wrong passwords. Try again in ${seconds} seconds.`,
  });
}
