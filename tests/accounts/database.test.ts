import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccounts } from '../../src/accounts/open-accounts.ts';
import { schemaVersion } from '../../src/accounts/database/migrate.ts';
import { openLibsql } from '../../src/accounts/database/open-libsql.ts';
import { settingsWith } from './support/accounts-settings-with.ts';
import { ask, startPostgres, type PostgresServer } from './support/postgres-server.ts';

let postgres: PostgresServer;
let folder = '';
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-database-'));
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('who has changed tables lets go of the lock at once', async () => {
  const own = join(folder, 'lock');
  const database = openLibsql(own);
  await database.alone(async () => undefined);
  const outside = new Database(join(own, 'lock.db'));
  outside.pragma('busy_timeout = 0');
  outside.exec('BEGIN EXCLUSIVE');
  outside.close();
  await database.close();
});

test('six processes that start at once make the tables once', async () => {
  const settings = settingsWith({ folder, databaseUrl: await postgres.newDatabase() });
  for (const where of [settings, settingsWith({ folder })]) {
    const opened = await Promise.all(Array.from({ length: 6 }, () => openAccounts(where, () => undefined)));
    for (const accounts of opened) expect(await accounts.desk.list()).toEqual([]);
    await Promise.all(opened.map((accounts) => accounts.close()));
  }
});

test('a database of a newer program is refused, and stays as it was', async () => {
  const url = await postgres.newDatabase();
  const newer = schemaVersion + 1;
  for (const settings of [settingsWith({ folder, databaseUrl: url }), settingsWith({ folder })]) {
    await (await openAccounts(settings, () => undefined)).close();
    const change = `UPDATE ${settings.databaseUrl ? 'cutroom.' : ''}schema_version SET version = ${newer}`;
    if (settings.databaseUrl) await ask(url, change);
    else {
      const file = new Database(join(folder, 'accounts.db'));
      file.exec(change);
      file.close();
    }
    await expect(openAccounts(settings, () => undefined)).rejects.toMatchObject({
      problem: { code: 'NOT_READY', message: expect.stringContaining('newer Cutroom') as unknown },
    });
  }
  expect(await ask(url, 'SELECT version FROM cutroom.schema_version')).toEqual([{ version: newer }]);
});
