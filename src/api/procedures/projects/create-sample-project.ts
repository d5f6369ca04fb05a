import { z } from 'zod';
import { editFromConfig } from '../../../projects/edit-from-config.ts';
import { procedure } from '../../trpc.ts';

/** Makes the sample footage unless it is there. Takes an empty object, so that no form can forge it. */
export const createSampleProject = procedure.input(z.strictObject({})).mutation(async ({ ctx }) => {
  const { media, projects } = ctx.runtime;
  return projects.create(editFromConfig(await media.makeSample()));
});
