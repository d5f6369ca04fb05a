import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, SqliteDialect } from 'kysely';
import Database from 'libsql';
import type { AccountsDatabase } from './accounts-database.ts';

/** How long a statement waits for another process that writes, in milliseconds. */
const busyMs = 5000;
/** How often a lock that another process holds is tried again, in milliseconds. */
const retryMs = 25;

/** The embedded database: one file in `folder`, which only this account of the system may read. */
export function openLibsql(folder: string): AccountsDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'accounts.db');
  const isNew = !existsSync(path);
  const file = new Database(path);
  if (isNew) chmodSync(path, 0o600);
  file.pragma(`busy_timeout = ${busyMs}`);
  file.pragma('journal_mode = WAL');
  file.pragma('foreign_keys = ON');
  const db: AccountsDatabase['db'] = new Kysely({ dialect: new SqliteDialect({ database: file }) });
  return {
    db,
    type: 'sqlite',
    schemaName: undefined,
    alone: (work) => withFileLock(join(folder, 'lock.db'), work),
    close: () => db.destroy(),
  };
}

/** The lock is a transaction on a database of its own: the system lets go of it when its process dies. */
async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = new Database(path);
  try {
    // The timeout would stop this whole process.
    lock.pragma('busy_timeout = 0');
    while (!isTaken(lock)) await sleep(retryMs);
    try {
      return await work();
    } finally {
      // A database that is closed lets go of it only when the memory of this process is tidied up, much later.
      lock.exec('ROLLBACK');
    }
  } finally {
    lock.close();
  }
}

function isTaken(lock: Database.Database): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && /locked|busy/i.test(error.message)) return false;
    throw error;
  }
}
