import { connectRedis, type RedisPlace } from '../journal/connect.ts';

/** When the chunks that all machines share were last used, by the clock of Redis. */
export interface ChunkUses {
  readonly use: (keys: readonly string[]) => Promise<void>;
  /** By key, in milliseconds since 1970; `nowMs` by the same clock. */
  readonly all: () => Promise<{ readonly nowMs: number; readonly usedMs: ReadonlyMap<string, number> }>;
  readonly forget: (keys: readonly string[]) => Promise<void>;
  /** True for one of all who ask, once in so many milliseconds. */
  readonly takeTurn: (everyMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Arguments of one command. */
const mostKeys = 1_000;

const useScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for index = 1, #ARGV do redis.call('ZADD', KEYS[1], now, ARGV[index]) end
`;

export function openChunkUses(place: RedisPlace, onError: (error: Error) => void): ChunkUses {
  const redis = connectRedis(place, onError);
  const register = `${place.prefix}chunks:used`;
  return {
    use: async (keys) => {
      for (const some of inParts(keys)) await redis.eval(useScript, 1, register, ...some);
    },
    all: async () => {
      const [seconds] = await redis.time();
      const answer = await redis.zrange(register, '0', '-1', 'WITHSCORES');
      const usedMs = new Map<string, number>();
      for (let at = 0; at + 1 < answer.length; at += 2) usedMs.set(answer[at] ?? '', Number(answer[at + 1]));
      return { nowMs: Number(seconds) * 1000, usedMs };
    },
    forget: async (keys) => {
      for (const some of inParts(keys)) await redis.zrem(register, ...some);
    },
    takeTurn: async (everyMs) =>
      (await redis.set(`${place.prefix}chunks:sweep`, 'taken', 'PX', everyMs, 'NX')) === 'OK',
    close: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

function inParts(keys: readonly string[]): string[][] {
  const count = Math.ceil(keys.length / mostKeys);
  return Array.from({ length: count }, (_, at) => keys.slice(at * mostKeys, (at + 1) * mostKeys));
}
