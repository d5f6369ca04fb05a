import type { Redis } from 'ioredis';

/** What of a Redis' settings endangers exports, in sentences. Where it does not tell its settings, nothing is said. */
export async function doubtsAboutRedis(redis: Redis): Promise<readonly string[]> {
  const setting = async (name: string) => {
    const answer = await redis.config('GET', name).catch(() => []);
    return Array.isArray(answer) ? String(answer[1] ?? '') : '';
  };
  const [policy, appendOnly] = await Promise.all([setting('maxmemory-policy'), setting('appendonly')]);
  const doubts: string[] = [];
  if (policy !== '' && policy !== 'noeviction')
    doubts.push(
      `Redis forgets keys when its memory is full (maxmemory-policy ${policy}): exports can vanish. Set it to noeviction.`,
    );
  if (appendOnly === 'no')
    doubts.push(
      'Redis keeps no log on its disk (appendonly no): all exports are forgotten when it ends. Set it to yes.',
    );
  return doubts;
}
