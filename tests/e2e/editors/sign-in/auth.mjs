import { betterAuth } from 'better-auth';
import { jwt } from 'better-auth/plugins/jwt';
import pg from 'pg';

/** The editor's own accounts, in its own Postgres. Cutroom knows of them only what its settings say. */
export const auth = betterAuth({
  baseURL: process.env.EDITOR_URL,
  secret: process.env.EDITOR_SECRET,
  database: new pg.Pool({ connectionString: process.env.EDITOR_DATABASE_URL }),
  emailAndPassword: { enabled: true },
  // Only for a Cutroom that is not on the same site: it is shown a JWT instead of the cookie.
  plugins: [jwt()],
});
