import { procedure } from '../trpc.ts';

/** Who the server takes the caller for, and what they may do. */
export const whoAmI = procedure.query(({ ctx: { principal, runtime } }) => ({
  id: principal.id,
  name: principal.name,
  isAdministrator: principal.isAdministrator,
  scopes: [...principal.scopes],
  hasAccounts: runtime.account !== undefined,
}));
