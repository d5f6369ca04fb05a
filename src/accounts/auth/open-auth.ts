import { betterAuth } from 'better-auth';
import { authOptions, type AuthParts } from './auth-options.ts';
import { migrate } from '../database/migrate.ts';

/** Brings the database up to date and sets better-auth up on it. */
export async function openAuth(parts: AuthParts) {
  const options = authOptions(parts);
  await migrate(parts.database, options);
  return betterAuth(options);
}

export type Auth = Awaited<ReturnType<typeof openAuth>>;
