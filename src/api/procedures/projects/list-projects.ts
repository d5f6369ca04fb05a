import { procedure } from '../../trpc.ts';

/** Latest change first. */
export const listProjects = procedure.query(({ ctx }) => ctx.runtime.projects.list());
