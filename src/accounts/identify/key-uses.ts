import type { AccountsDatabase } from '../database/accounts-database.ts';

/** How long uses are gathered before they are written down, in milliseconds. */
const gatherMs = 10_000;
/** Keys of one statement. */
const mostKeys = 500;

/** When keys were last used, to within ten seconds: a write with each call would cost it a write to the disk. */
export interface KeyUses {
  /** Returns at once. */
  readonly note: (keyId: string) => void;
  /** Settles when every use so far is written down, or could not be: that keeps nobody out. */
  readonly settle: () => Promise<void>;
}

export function createKeyUses({ db, type }: AccountsDatabase): KeyUses {
  const used = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let written = Promise.resolve();
  const write = async (): Promise<void> => {
    timer = undefined;
    const ids = [...used];
    used.clear();
    const now = new Date();
    const lastRequest = type === 'sqlite' ? now.toISOString() : now;
    for (let i = 0; i < ids.length; i += mostKeys) {
      const some = ids.slice(i, i + mostKeys);
      await db.updateTable('apikey').set({ lastRequest }).where('id', 'in', some).execute();
    }
  };
  const settle = (): Promise<void> => {
    clearTimeout(timer);
    written = written.then(write).catch(() => undefined);
    return written;
  };
  return {
    note: (keyId) => {
      used.add(keyId);
      timer ??= setTimeout(() => void settle(), gatherMs).unref();
    },
    settle,
  };
}
