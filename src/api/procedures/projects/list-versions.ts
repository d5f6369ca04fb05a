import { projectInput } from '../../inputs/project-input.ts';
import { procedure } from '../../trpc.ts';

/** Earlier states of a project that can be gone back to, newest first. */
export const listVersions = procedure
  .input(projectInput)
  .query(({ ctx, input }) => ctx.runtime.projects.versions(input.id));
