import type { Problem } from '../../contract/problems.ts';

/** What a guard says: nothing, or why the request goes no further. */
export type Refusal = Problem | undefined;
