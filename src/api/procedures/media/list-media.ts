import { procedure } from '../../trpc.ts';

export const listMedia = procedure.query(({ ctx }) => ctx.runtime.media.list());
