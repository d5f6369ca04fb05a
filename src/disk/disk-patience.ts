import { isMainThread } from 'node:worker_threads';

/** The disk did not answer in time: it hangs, or its network is gone. Whoever asked goes on; the call itself does not end. */
export class DiskHangsError extends Error {
  readonly code = 'EHANGS';
  readonly path: string;

  constructor(path: string) {
    super(`The file system did not answer: ${path}`);
    this.name = 'DiskHangsError';
    this.path = path;
  }
}

export interface DiskCall {
  /** What is looked at, for the error. */
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which an answer is no longer waited for; half a minute unless told otherwise. */
  readonly limitMs?: number | undefined;
}

/** Below every stall limit that is worth setting, above what a disk takes to wake up. */
export const ordinaryLimitMs = 30_000;

/**
 * Runs calls to disks that may hang (network shares, unplugged drives). A call that hangs keeps a thread of
 * libuv's pool for as long as it hangs, and nothing ends it: so no more than `most` of them are under way at once,
 * and the rest of the pool stays for everybody else.
 */
export interface DiskPatience {
  /** Rejects with the call's error, with the signal's reason, or with a `DiskHangsError`; never later than that. */
  readonly run: <T>(call: DiskCall, act: () => Promise<T>) => Promise<T>;
}

export function createDiskPatience(most: number): DiskPatience {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const leave = (): void => {
    underWay -= 1;
    waiting.shift()?.();
  };
  const enter = <T>(act: () => Promise<T>): Promise<T> => {
    underWay += 1;
    const acting = act();
    acting.then(leave, leave);
    return acting;
  };
  return {
    run: (call, act) => {
      const { signal } = call;
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      return new Promise((resolve, reject) => {
        let start = (): void => undefined;
        const settle = (conclude: () => void): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          // One that never got its turn gives it up.
          const place = waiting.indexOf(start);
          if (place >= 0) waiting.splice(place, 1);
          conclude();
        };
        const onAbort = (): void => settle(() => reject(signal?.reason as Error));
        const onLimit = (): void => settle(() => reject(new DiskHangsError(call.path)));
        const timer = setTimeout(onLimit, call.limitMs ?? ordinaryLimitMs);
        signal?.addEventListener('abort', onAbort, { once: true });
        start = () => {
          enter(act).then(
            (value) => settle(() => resolve(value)),
            (error: Error) => settle(() => reject(error)),
          );
        };
        if (underWay < most) start();
        else waiting.push(start);
      });
    },
  };
}

// eslint-disable-next-line no-restricted-properties -- libuv reads it before any code of ours runs
const poolThreads = Number(process.env['UV_THREADPOOL_SIZE']) || 4;

/**
 * Of the one pool of threads that this process has. The worker threads of readers share it and are two: at least one
 * of four stays free of disks that hang, and half of a larger pool.
 */
export const diskPatience = createDiskPatience(Math.max(1, Math.floor(poolThreads / (isMainThread ? 4 : 8))));
