import { z } from 'zod';
import { projectEditSchema } from '../../../contract/project.ts';
import { procedure } from '../../trpc.ts';

const { name, angles } = projectEditSchema.shape;

export const createProject = procedure
  .input(z.object({ name, angles: angles.optional() }))
  .mutation(({ ctx, input }) =>
    ctx.runtime.projects.create({ name: input.name, ...(input.angles && { angles: input.angles }) }),
  );
