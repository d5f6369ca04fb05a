import { projectInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

export const getProject = procedure
  .input(projectInput)
  .query(({ ctx, input }) => ctx.runtime.projects.get(input.id));
