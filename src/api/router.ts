import { cancel } from './procedures/cancel-export.ts';
import { capabilities } from './procedures/capabilities.ts';
import { counts } from './procedures/count-exports.ts';
import { createExport } from './procedures/create-export.ts';
import { status } from './procedures/export-status.ts';
import { get } from './procedures/get-export.ts';
import { list } from './procedures/list-exports.ts';
import { logOf } from './procedures/log-of.ts';
import { media } from './procedures/media.ts';
import { planOf } from './procedures/plan-of.ts';
import { plan } from './procedures/plan-export.ts';
import { projects } from './procedures/projects.ts';
import { queue } from './procedures/queue.ts';
import { remove } from './procedures/remove-export.ts';
import { retry } from './procedures/retry-export.ts';
import { router } from './trpc.ts';

/** Everything that tRPC offers at `/api/trpc`. */
export const appRouter = router({
  createExport,
  status,
  queue,
  cancel,
  retry,
  remove,
  get,
  list,
  counts,
  plan,
  planOf,
  logOf,
  media,
  projects,
  system: router({ capabilities }),
});

export type AppRouter = typeof appRouter;
