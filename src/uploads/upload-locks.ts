import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

/** A request that does not let go within this is stuck; whoever waits is told to try again. */
const patienceMs = 30_000;

interface Waiting {
  readonly cancelReq: RequestRelease;
  readonly grant: () => void;
}

interface Held {
  cancelReq: RequestRelease;
  readonly waiting: Waiting[];
}

/**
 * One request at a time for each upload, in the order in which they came. Whoever holds the upload is asked
 * to let go as soon as another waits: after a lost network the holder is a dead connection. (The locker that
 * comes with tus spins while it waits.)
 */
export function createUploadLocks(): Locker {
  const held = new Map<string, Held>();
  return { newLock: (id) => lockOf(held, id) };
}

function lockOf(held: Map<string, Held>, id: string): Lock {
  return {
    lock: async (signal, cancelReq) => {
      const holder = held.get(id);
      if (holder === undefined) {
        held.set(id, { cancelReq, waiting: [] });
        return;
      }
      const turn = waitFor(holder, { signal, cancelReq });
      await holder.cancelReq();
      await turn;
    },
    unlock: async () => {
      const holder = held.get(id);
      const next = holder?.waiting.shift();
      if (holder === undefined || next === undefined) {
        held.delete(id);
        return;
      }
      holder.cancelReq = next.cancelReq;
      next.grant();
      if (holder.waiting.length > 0) await next.cancelReq();
    },
  };
}

function waitFor(
  { waiting }: Held,
  { signal, cancelReq }: { readonly signal: AbortSignal; readonly cancelReq: RequestRelease },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const entry: Waiting = { cancelReq, grant: () => settle(resolve) };
    const leave = (why: { readonly status_code: number; readonly body: string }) => {
      const place = waiting.indexOf(entry);
      if (place >= 0) waiting.splice(place, 1);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- tus throws plain objects and asks for the same
      settle(() => reject(why));
    };
    const onAbort = () => leave(ERRORS.ABORTED);
    const timer = setTimeout(() => leave(ERRORS.ERR_LOCK_TIMEOUT), patienceMs);
    waiting.push(entry);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
