import { z } from 'zod';

const most = Number.MAX_SAFE_INTEGER;
const count = z.number().int().min(0).max(most).nullable();

/** What one user may have; null is as much as the server has. */
export const userLimitsSchema = z.strictObject({
  /** Exports that may wait at once. */
  waitingExports: count,
  /** Exports that render at once; the others wait although places are free. */
  runningExports: z.number().int().min(1).max(most).nullable(),
  /** Of sources, exports and unfinished uploads together. */
  storedBytes: count,
  /** Of one uploaded file. */
  uploadBytes: count,
  /** Length of a programme. */
  programmeSeconds: z.number().min(0).max(most).nullable(),
  /** Finished exports older than this are removed. */
  retentionHours: z.number().min(1).max(1_000_000).nullable(),
});
export type UserLimits = Readonly<z.infer<typeof userLimitsSchema>>;

/** What a user has of what they may have. */
export interface UsageView {
  readonly limits: UserLimits;
  readonly used: {
    readonly waitingExports: number;
    readonly runningExports: number;
    readonly storedBytes: number;
    readonly sourceBytes: number;
    readonly exportBytes: number;
    /** Of uploads that are not finished. */
    readonly uploadBytes: number;
  };
}

/** The same for the administrator's page. */
export interface UserUsage extends UsageView {
  readonly id: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly isDisabled: boolean;
  /** Whether these limits were set for this user alone. */
  readonly hasOwnLimits: boolean;
}

/** Somebody a project is shared with, whether or not they have an account. */
export interface SharedPerson {
  /** The same as `name`: the id of an account would tell that there is one. */
  readonly id: string;
  /** An e-mail address. */
  readonly name: string;
  readonly level: 'look' | 'edit';
}
