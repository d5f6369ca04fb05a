import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ProblemError } from '../../contract/problems.ts';
import { heldByAnother } from '../state/store-problems.ts';
import { isSameBoot, livenessOf, ownIdentity, processIdentitySchema } from './process-identity.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { errorCode, type StoreFs } from '../../disk/store-fs.ts';
import { writeFileAtomically, writeFileDurably } from '../../disk/write-file-atomically.ts';

/** A folder, because renaming one to a name that is taken fails on every file system; links some have not. */
const lockName = '.lock';
const holderName = 'holder.json';

/** How often a holder shows that it lives, for those that cannot see its process. */
const heartbeatMs = 2_000;

/** A holder in another container or on another machine that shows nothing this long is taken for dead. */
const ordinarySilenceMs = 8_000;

/** A take-over is a matter of milliseconds; one this old was begun by a process that died in it. */
const abandonedClaimMs = 10_000;

const holderSchema = processIdentitySchema.extend({ token: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  /** Whether the lock says now, on the disk, that another server has the folder. Synchronous: nothing comes between. */
  readonly isLost: () => boolean;
  readonly release: () => Promise<void>;
}

export interface FolderLockOptions {
  readonly folder: string;
  readonly fs: StoreFs;
  /** Called once if the lock names another process although this one lives. */
  readonly onLost: () => void;
  readonly silenceMs?: number;
}

/**
 * Makes this process the only server on a folder, or rejects with a `ProblemError` that names the one that is.
 * The lock of a dead process is taken over: at once where the process can be looked up, and after a few
 * seconds without a sign of life where it ran in another container or on another machine.
 */
export async function takeFolderLock(options: FolderLockOptions): Promise<FolderLock> {
  const { folder, fs } = options;
  const path = join(folder, lockName);
  const own: Holder = { ...ownIdentity(), token: randomUUID(), since: new Date().toISOString() };
  while (!(await placeLock(fs, path, own))) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    // Its holder may be about to write it again.
    if (holder === 'unreadable' && (await becomesReadable(options, path))) continue;
    if (holder !== 'unreadable' && !(await isDead(options, path, holder))) {
      const who = `another Cutroom server (process ${holder.pid} on ${holder.hostname}, since ${holder.since})`;
      throw new ProblemError(heldByAnother(folder, who));
    }
    await clearDeadLock(fs, path, holder === 'unreadable' ? undefined : holder.token);
  }
  return keepLock(path, own, options);
}

/** The lock appears with its holder or not at all; false when there is one already. */
async function placeLock(fs: StoreFs, path: string, own: Holder): Promise<boolean> {
  // An empty folder would be replaced, and it may be one whose holder is about to be written again.
  if (existsSync(path)) return false;
  const draft = `${path}.${own.token}`;
  await fs.mkdir(draft);
  try {
    await writeFileDurably(fs, join(draft, holderName), JSON.stringify(own));
    await fs.rename(draft, path);
    return true;
  } catch (thrown) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(thrown) ?? '')) return false;
    throw thrown;
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

async function writeHolder(fs: StoreFs, path: string, own: Holder): Promise<void> {
  await writeFileAtomically(fs, path, JSON.stringify(own)).catch(async (thrown: unknown) => {
    if (errorCode(thrown) !== 'EISDIR') throw thrown;
    await fs.rm(path, { recursive: true, force: true });
    await writeFileAtomically(fs, path, JSON.stringify(own));
  });
}

/** Undefined when there is no lock (any more). */
function readHolder(path: string): Holder | 'unreadable' | undefined {
  const file = readSmallFile(join(path, holderName), maxRecordBytes);
  if (!file.isOk) return existsSync(path) ? 'unreadable' : undefined;
  try {
    return holderSchema.parse(JSON.parse(file.text));
  } catch {
    return 'unreadable';
  }
}

async function becomesReadable({ silenceMs = ordinarySilenceMs }: FolderLockOptions, path: string) {
  for (let waited = 0; waited < silenceMs; waited += 250) {
    await delay(250);
    if (readHolder(path) !== 'unreadable') return true;
  }
  return false;
}

async function isDead(
  { fs, silenceMs = ordinarySilenceMs }: FolderLockOptions,
  path: string,
  holder: Holder,
): Promise<boolean> {
  const liveness = livenessOf(holder);
  if (liveness !== 'unknown') return liveness === 'dead';
  const seen = await heartbeatOf(fs, path);
  // Clocks of two machines cannot be compared; then only waiting tells. One's own may have been set forward since:
  // then a beat shows it.
  const isSilent = isSameBoot(holder) && Date.now() - seen > silenceMs;
  const patienceMs = isSilent ? Math.min(silenceMs, 1.5 * heartbeatMs) : silenceMs;
  for (let waited = 0; waited < patienceMs; waited += 250) {
    await delay(250);
    if ((await heartbeatOf(fs, path)) !== seen) return false;
  }
  return true;
}

async function heartbeatOf(fs: StoreFs, path: string): Promise<number> {
  return fs.stat(join(path, holderName)).then(
    (stats) => stats.mtimeMs,
    () => -1,
  );
}

/**
 * Removes the lock of a dead holder. Of several that try, one: without the claim the slower would remove the
 * lock that the faster has just placed.
 */
async function clearDeadLock(fs: StoreFs, path: string, token: string | undefined): Promise<void> {
  const claim = `${path}.claim-${token ?? 'unreadable'}`;
  try {
    await (await fs.open(claim, 'wx')).close();
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
    await dropAbandonedClaim(fs, claim);
    return;
  }
  try {
    const holder = readHolder(path);
    const isSame = holder === 'unreadable' ? token === undefined : holder?.token === token;
    if (holder !== undefined && isSame) await removeLock(fs, path);
  } finally {
    await fs.unlink(claim);
  }
}

/** In one step: a lock half removed could be taken for an unreadable one that another server has placed. */
async function removeLock(fs: StoreFs, path: string): Promise<void> {
  const trash = join(dirname(path), `.trash-${randomUUID()}`);
  await fs.rename(path, trash);
  await fs.rm(trash, { recursive: true, force: true });
}

async function dropAbandonedClaim(fs: StoreFs, claim: string): Promise<void> {
  await delay(50);
  const stats = await fs.stat(claim).catch(() => undefined);
  // Of a claim from the future the clock was set back since.
  if (stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > abandonedClaimMs) {
    await fs.rm(claim, { force: true });
  }
}

function keepLock(path: string, own: Holder, { fs, onLost }: FolderLockOptions): FolderLock {
  const beat = async () => {
    const holder = readHolder(path);
    if (holder === undefined) {
      // Somebody tidied up. Whoever comes next must still find it.
      await placeLock(fs, path, own);
    } else if (holder === 'unreadable') {
      // Too many open files, a disk that is away, a holder that was deleted: none of it is another server.
      await writeHolder(fs, join(path, holderName), own);
    } else if (holder.token === own.token) {
      const now = new Date();
      await fs.utimes(join(path, holderName), now, now);
    } else {
      clearInterval(timer);
      onLost();
    }
  };
  const isLost = () => {
    const holder = readHolder(path);
    return holder !== undefined && holder !== 'unreadable' && holder.token !== own.token;
  };
  const timer = setInterval(() => {
    // A beat that fails (the disk is away) is missed; the next one tells more.
    beat().catch(() => undefined);
  }, heartbeatMs);
  timer.unref();
  return {
    isLost,
    release: async () => {
      clearInterval(timer);
      const holder = readHolder(path);
      if (holder !== undefined && holder !== 'unreadable' && holder.token === own.token) {
        await removeLock(fs, path);
      }
    },
  };
}
