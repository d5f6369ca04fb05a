import { account } from './procedures/account/account.ts';
import { people } from './procedures/people/people.ts';
import { addOutput } from './procedures/exports/add-output.ts';
import { cancel } from './procedures/exports/cancel-export.ts';
import { capabilities } from './procedures/capabilities.ts';
import { workers } from './procedures/list-workers.ts';
import { diskUse } from './procedures/disk-use.ts';
import { counts } from './procedures/exports/count-exports.ts';
import { createExport } from './procedures/exports/create-export.ts';
import { status } from './procedures/exports/export-status.ts';
import { get } from './procedures/exports/get-export.ts';
import { list } from './procedures/exports/list-exports.ts';
import { logOf } from './procedures/exports/log-of.ts';
import { media } from './procedures/media/media.ts';
import { planOf } from './procedures/exports/plan-of.ts';
import { plan } from './procedures/exports/plan-export.ts';
import { prepare } from './procedures/exports/prepare-export.ts';
import { prepared } from './procedures/exports/watch-prepared.ts';
import { projects } from './procedures/projects/projects.ts';
import { queue } from './procedures/exports/queue.ts';
import { remove } from './procedures/exports/remove-export.ts';
import { listPresets } from './procedures/list-presets.ts';
import { removeOutput } from './procedures/exports/remove-output.ts';
import { retry } from './procedures/exports/retry-export.ts';
import { retryOutput } from './procedures/exports/retry-output.ts';
import { usage } from './procedures/usage/usage.ts';
import { whoAmI } from './procedures/who-am-i.ts';
import { webhooks } from './procedures/webhooks/webhooks.ts';
import { ticket } from './procedures/ticket.ts';
import { interchange } from './procedures/interchange.ts';
import { suggestCuts } from './procedures/media/suggest-cuts.ts';
import { suggestTrims } from './procedures/media/suggest-trims.ts';
import { router } from './trpc.ts';

/** Everything that tRPC offers at `/api/trpc`. */
export const appRouter = router({
  createExport,
  status,
  queue,
  cancel,
  retry,
  remove,
  addOutput,
  retryOutput,
  removeOutput,
  get,
  list,
  counts,
  plan,
  planOf,
  prepare,
  prepared,
  logOf,
  ticket,
  suggestCuts,
  suggestTrims,
  interchange,
  media,
  projects,
  webhooks,
  usage,
  account,
  people,
  system: router({ capabilities, workers, presets: listPresets, whoAmI, diskUse }),
});

export type AppRouter = typeof appRouter;
