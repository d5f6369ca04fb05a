import { procedure } from '../trpc.ts';

/** Who renders for the fleet, with the exports that each works on; nobody where this server is alone. */
export const workers = procedure.query(({ ctx }) => ctx.runtime.workers());
