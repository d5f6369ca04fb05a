import type { z } from 'zod';
import type { UserLimits } from '../../contract/user-limits.ts';
import { wholeNumber } from './config-fields.ts';

/** What each user of a server with accounts may have, unless an administrator says otherwise; not set is no limit. */
export const userLimitFields = {
  USER_WAITING_EXPORTS: wholeNumber(0, 100_000).optional(),
  USER_RUNNING_EXPORTS: wholeNumber(1, 64).optional(),
  USER_STORED_MB: wholeNumber(1, 1_000_000_000).optional(),
  USER_UPLOAD_MB: wholeNumber(1, 1_000_000_000).optional(),
  USER_PROGRAMME_MINUTES: wholeNumber(1, 1_000_000).optional(),
  USER_RETENTION_HOURS: wholeNumber(1, 1_000_000).optional(),
};

type Fields = { readonly [Name in keyof typeof userLimitFields]?: z.infer<(typeof userLimitFields)[Name]> };

export function userLimitsOf(env: Fields): UserLimits {
  // As they are shown to people, and as disks count.
  const megabytes = (count: number | undefined) => (count === undefined ? null : count * 1_000_000);
  const minutes = env.USER_PROGRAMME_MINUTES;
  return {
    waitingExports: env.USER_WAITING_EXPORTS ?? null,
    runningExports: env.USER_RUNNING_EXPORTS ?? null,
    storedBytes: megabytes(env.USER_STORED_MB),
    uploadBytes: megabytes(env.USER_UPLOAD_MB),
    programmeSeconds: minutes === undefined ? null : minutes * 60,
    retentionHours: env.USER_RETENTION_HOURS ?? null,
  };
}
