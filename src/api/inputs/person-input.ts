import { z } from 'zod';

/** Somebody with an account, by its id. */
export const personInput = z.object({ userId: z.string().max(64) });
