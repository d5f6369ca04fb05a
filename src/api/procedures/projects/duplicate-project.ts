import { projectEditSchema } from '../../../contract/project.ts';
import { projectInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

export const duplicateProject = procedure
  .input(projectInput.extend({ name: projectEditSchema.shape.name.optional() }))
  .mutation(({ ctx, input }) => ctx.runtime.projects.duplicate(input.id, input.name));
