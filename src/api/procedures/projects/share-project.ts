import { z } from 'zod';
import { projectInput } from '../../inputs/project-input.ts';
import { requireAccount } from '../../access/require-account.ts';
import { procedure } from '../../trpc.ts';

/** Lets somebody look at a project or edit it, by their e-mail address; `null` takes that back. Answers who is let in. */
export const shareProject = procedure
  .input(
    projectInput.extend({ name: z.string().min(1).max(320), level: z.enum(['look', 'edit']).nullable() }),
  )
  .mutation(({ ctx, input: { id, name, level } }) => requireAccount(ctx.runtime).share(id, { name, level }));
