import { sql } from 'kysely';
import { getMigrations } from 'better-auth/db/migration';
import { ProblemError } from '../../contract/problems.ts';
import type { AuthOptions } from '../auth/auth-options.ts';
import type { AccountsDatabase } from './accounts-database.ts';

/** What this program writes. Goes up whenever its tables change. */
export const schemaVersion = 1;

/**
 * Brings the tables up to what this program needs, one process at a time. Rejects, with everything as it was, where a
 * newer program has been here.
 */
export async function migrate(database: AccountsDatabase, options: AuthOptions): Promise<void> {
  await database.alone(async () => {
    const found = await readVersion(database);
    if (found !== undefined && found > schemaVersion) throw newerSchema(found);
    if (found === schemaVersion) return;
    const { runMigrations } = await getMigrations(options);
    await runMigrations();
    await writeVersion(database);
  });
}

/** Undefined where no Cutroom has been. */
async function readVersion({ db, schemaName }: AccountsDatabase): Promise<number | undefined> {
  const tables = await db.introspection.getTables();
  const isThere = tables.some(
    ({ name, schema }) => name === 'schema_version' && (schemaName === undefined || schema === schemaName),
  );
  if (!isThere) return undefined;
  const row = await db.selectFrom('schema_version').select('version').where('id', '=', 1).executeTakeFirst();
  return row === undefined ? undefined : Number(row.version);
}

/** Last: a process that dies before it leaves tables that the next one completes. */
async function writeVersion({ db }: AccountsDatabase): Promise<void> {
  await db.schema
    .createTable('schema_version')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('program', 'text', (column) => column.notNull())
    .execute();
  await db
    .insertInto('schema_version')
    .values({ id: 1, version: schemaVersion, program: 'cutroom' })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ version: sql`excluded.version` }))
    .execute();
}

function newerSchema(found: number): ProblemError {
  return new ProblemError({
    code: 'NOT_READY',
    message: `The accounts database is of a newer Cutroom (tables ${found}, this one knows ${schemaVersion}).`,
    hint: 'Start that version again, or restore the database from before. Nothing was changed.',
  });
}
