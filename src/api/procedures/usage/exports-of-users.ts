import { z } from 'zod';
import { listInput, queryFrom } from '../../inputs/list-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Exports of everybody, or of one user: that they exist, and how they went; for administrators. */
export const exportsOfUsers = procedure
  .input(listInput.extend({ userId: z.string().max(64).optional() }).optional())
  .query(({ ctx, input }) =>
    requireAccount(ctx.runtime).administration.exportsOf(queryFrom(input), input?.userId),
  );
