import type { Redis } from 'ioredis';

/** While somebody makes a chunk nobody else begins it, whatever export it is for. */
export interface ChunkLeases {
  /** Takes all of them, or none where one is somebody else's; takes its own again for longer. */
  readonly take: (keys: readonly string[], holder: string) => Promise<boolean>;
  /** Keeps them for only as long as it takes to put what was made into the store. */
  readonly leave: (keys: readonly string[], holder: string) => Promise<void>;
}

/** Of a holder that is gone; who lives renews it much more often. */
const leaseMs = 8_000;
const leaveMs = 1_500;

/** ARGV: holder, milliseconds, keys. */
const takeScript = `
for index = 3, #ARGV do
  local holder = redis.call('GET', KEYS[1] .. 'lease:' .. ARGV[index])
  if holder and holder ~= ARGV[1] then return 0 end
end
for index = 3, #ARGV do redis.call('SET', KEYS[1] .. 'lease:' .. ARGV[index], ARGV[1], 'PX', ARGV[2]) end
return 1
`;

export function openChunkLeases(redis: Redis, prefix: string): ChunkLeases {
  const take = async (keys: readonly string[], holder: string, forMs: number) =>
    (await redis.eval(takeScript, 1, prefix, holder, forMs, ...keys)) === 1;
  return {
    take: (keys, holder) => take(keys, holder, leaseMs),
    leave: async (keys, holder) => void (await take(keys, holder, leaveMs)),
  };
}
