import { keptConfigOf } from '../../kept/kept-config.ts';
import { editProcedure } from '../../inputs/edit-input.ts';

/**
 * Renders what an export of this edit would encode, in the background; a later edit of the project replaces it. The edit is
 * a config, or a project as it is kept here.
 */
export const prepare = editProcedure.mutation(async ({ ctx, input, signal }) => {
  const config =
    input.kind === 'config' ? input.config : await keptConfigOf(ctx.runtime, input.projectId, signal);
  const name = config.projectId ?? config.id;
  return ctx.runtime.preparations.prepare({ name, config }, signal);
});
