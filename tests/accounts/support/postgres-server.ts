import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A Postgres of a test's own, on a free port over a fresh folder. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the database `postgres`. */
  readonly url: string;
  /** A fresh database in it. */
  readonly newDatabase: () => Promise<string>;
}

/** Debian's programs lie beside the PATH. */
function programs(): string {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${versions[0] ?? ''}/bin`;
}

/** Postgres refuses to run as root. */
function asNobodySpecial(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (what: '-u' | '-g') => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-postgres-'));
  const who = asNobodySpecial();
  if (who) chownSync(folder, who.uid, who.gid);
  const bin = programs();
  const data = join(folder, 'data');
  const options = { ...who, cwd: folder, stdio: 'ignore' as const };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'], options);
  const port = await freePort();
  const place = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder];
  const child: ChildProcess = spawn(join(bin, 'postgres'), [...place, '-c', 'fsync=off'], options);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await answers(url);
  let count = 0;
  return {
    url,
    newDatabase: async () => {
      const name = `test_${(count += 1)}`;
      await ask(url, `CREATE DATABASE ${name}`);
      return url.replace(/postgres$/, name);
    },
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGQUIT');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<void> {
  while (!(await ask(url, 'SELECT 1').catch(() => undefined)))
    await new Promise((wait) => setTimeout(wait, 50));
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
