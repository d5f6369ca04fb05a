import { procedure } from '../trpc.ts';

/** What lies on the disk: of all for administrators, otherwise what is the caller's. */
export const diskUse = procedure.query(({ ctx }) => ctx.runtime.diskUse());
