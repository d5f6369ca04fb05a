import { z } from 'zod';
import { projectEditSchema } from '../../../contract/project.ts';
import { projectInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

/** `revision` is the one that the edit was made from; `PROJECT_CHANGED` where the project has another by now. */
export const saveProject = procedure
  .input(projectInput.extend({ revision: z.number().int().min(1), edit: projectEditSchema }))
  .mutation(({ ctx, input }) => ctx.runtime.projects.save(input));
