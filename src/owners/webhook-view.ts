import type { ViewerNames } from '../contract/owned-name.ts';
import { soleAdministrator } from '../contract/principal.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { inOwnWordsOf } from './own-words.ts';

/** The webhooks of one owner. */
export function webhooksOf(webhooks: Webhooks, names: ViewerNames): Webhooks {
  const { viewer, idIn, wordsOut } = names;
  const owner = viewer === soleAdministrator.id ? undefined : viewer;
  const told = inOwnWordsOf(names);
  return {
    list: () => told(() => webhooks.list(owner)),
    create: (wanted) => told(() => webhooks.create(wanted, owner)),
    remove: (id) => told(() => webhooks.remove(id, owner)),
    deliveries: ({ jobId, ...query }) =>
      told(async () => {
        const key = jobId === undefined ? undefined : (idIn(jobId) ?? jobId);
        return wordsOut(
          await webhooks.deliveries({ ...query, ...(key !== undefined && { jobId: key }) }, owner),
        );
      }),
    sendAgain: (id) => told(async () => wordsOut(await webhooks.sendAgain(id, owner))),
    addForExport: () => Promise.reject(new Error('the runtime adds them, with the export')),
    removeForExport: () => Promise.reject(new Error('the runtime removes them, with the export')),
    exportSecret: () => webhooks.exportSecret(owner),
  };
}
