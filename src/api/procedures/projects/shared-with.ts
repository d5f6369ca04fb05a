import { projectInput } from '../../inputs/project-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Whom a project is shared with. */
export const sharedWith = procedure
  .input(projectInput)
  .query(({ ctx, input }) => requireAccount(ctx.runtime).sharedWith(input.id));
