import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins/jwt';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { jarOf } from './accounts-for-test.ts';

/** An editor with a better-auth of its own: people sign up there, and its server answers `/api/auth`. */
export interface TestEditor extends AsyncDisposable {
  readonly origin: string;
  /** How often it was asked who is signed in. */
  readonly questions: () => number;
  /** Signs somebody up; answers the cookie. `isVerified`: as after a mail with a link. */
  readonly signUp: (email: string, isVerified?: boolean) => Promise<string>;
  readonly tokenOf: (cookie: string) => Promise<string>;
  readonly signOut: (cookie: string) => Promise<void>;
  /** Answers nothing any more. */
  readonly stop: () => Promise<void>;
}

export async function startEditor(databaseUrl: string, secret: string): Promise<TestEditor> {
  const server: Server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  const db = new Kysely<{ user: { email: string; emailVerified: boolean } }>({
    dialect: new PostgresDialect({ pool }),
  });
  const options = {
    baseURL: origin,
    secret,
    database: { db, type: 'postgres' as const },
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    plugins: [jwt()],
  };
  await (await getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  let count = 0;
  const answer = toNodeHandler(auth);
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/api/auth/get-session')) count += 1;
    void answer(req, res);
  });
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    origin,
    questions: () => count,
    signUp: async (email, isVerified = false) => {
      const body = { email, name: email, password: 'password of the editor' };
      const response = await auth.api.signUpEmail({ body, asResponse: true });
      if (isVerified)
        await db.updateTable('user').set({ emailVerified: true }).where('email', '=', email).execute();
      return jarOf(response.headers.getSetCookie());
    },
    tokenOf: async (cookie) => (await auth.api.getToken({ headers: new Headers({ cookie }) })).token,
    signOut: async (cookie) => void (await auth.api.signOut({ headers: new Headers({ cookie }) })),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await db.destroy();
    },
  };
}
