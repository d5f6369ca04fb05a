import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { AccountsDatabase } from './accounts-database.ts';

/** The schema that holds Cutroom's tables. */
const schemaName = 'cutroom';
/** Any number that nobody else takes: the lock of whoever changes tables. */
const lockId = 7_283_146_001;
const connectMs = 10_000;

/** A Postgres by its address. Nothing is connected before the first question. */
export function openPostgres(url: string, onLost: (error: Error) => void): AccountsDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: connectMs });
  // A connection that waits for its next use and breaks: the next use opens another one.
  pool.on('error', onLost);
  const db: AccountsDatabase['db'] = new Kysely({ dialect: new PostgresDialect({ pool }) });
  return {
    db: db.withSchema(schemaName),
    type: 'postgres',
    schemaName,
    // Held by a transaction: Postgres lets go of it when the connection is gone, and so does a pooler between.
    alone: (work) =>
      db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(${lockId})`.execute(transaction);
        return work();
      }),
    close: () => db.destroy(),
  };
}
