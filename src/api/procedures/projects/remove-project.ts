import { projectInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

/** The project alone: its exports and the footage stay. */
export const removeProject = procedure.input(projectInput).mutation(async ({ ctx, input }) => {
  await ctx.runtime.projects.remove(input.id);
  return { id: input.id };
});
