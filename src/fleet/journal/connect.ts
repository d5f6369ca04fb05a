import { Redis } from 'ioredis';

export interface RedisPlace {
  /** `redis://…` or `rediss://…` */
  readonly url: string;
  /** What all keys begin with; several fleets may share one Redis. */
  readonly prefix: string;
}

/**
 * A connection that outlives whatever happens to Redis: commands wait until it is back. `onError` is told of each
 * failure to connect.
 */
export function connectRedis({ url }: RedisPlace, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(100 * tries, 1000),
    // A network that swallows everything says nothing; without it a command waits for as long as the system likes.
    keepAlive: 5_000,
  });
  redis.on('error', onError);
  return redis;
}
