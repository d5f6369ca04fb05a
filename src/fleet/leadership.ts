import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Journal } from './journal/journal.ts';

/** Whoever leads does what one process of all has to do. */
export interface Leadership {
  /** Gives it up, if it is ours, and stops asking for it. */
  readonly close: () => Promise<void>;
}

export interface LeadershipOptions {
  readonly journal: Journal;
  readonly key: string;
  /** Called when this process leads from now on, and when it no longer does. They do not overlap. */
  readonly onGained: () => Promise<void>;
  readonly onLost: () => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

/** It is another's this long after its holder was last heard of; both look this often. */
const leaseMs = 9_000;
const lookMs = 2_000;

const renewScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;
const giveUpScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

export function seekLeadership(options: LeadershipOptions): Leadership {
  const { journal, key, onGained, onLost, onTrouble } = options;
  const closing = new AbortController();
  const token = randomUUID();
  let isOurs = false;
  const look = async () => {
    if (isOurs) isOurs = (await journal.redis.eval(renewScript, 1, key, token, leaseMs)) === 1;
    else isOurs = (await journal.redis.set(key, token, 'PX', leaseMs, 'NX')) === 'OK';
  };
  const round = async () => {
    const was = isOurs;
    if (journal.redis.status === 'ready') await look();
    if (isOurs && !was) await onGained();
    if (was && !isOurs) await onLost();
  };
  const rounds = (async () => {
    while (!closing.signal.aborted) {
      await round().catch(onTrouble);
      await delay(lookMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    close: async () => {
      closing.abort();
      await rounds;
      if (!isOurs) return;
      isOurs = false;
      await onLost();
      if (journal.redis.status === 'ready') await journal.redis.eval(giveUpScript, 1, key, token);
    },
  };
}
