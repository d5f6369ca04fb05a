import { versionInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

/** One earlier state of a project; going back to it is a save like any other. */
export const getVersion = procedure
  .input(versionInput)
  .query(({ ctx, input }) => ctx.runtime.projects.version(input.id, input.revision));
