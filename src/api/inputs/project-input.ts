import { z } from 'zod';

/** A text that cannot be an id is answered as an id that nothing has. */
export const projectInput = z.object({ id: z.string('must be the id of a project') });

export const versionInput = projectInput.extend({
  revision: z.number('must be a revision').int('must be a revision').min(1, 'must be a revision'),
});
