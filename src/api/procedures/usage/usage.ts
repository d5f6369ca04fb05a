import { router } from '../../trpc.ts';
import { diskUsage } from './disk-usage.ts';
import { exportsOfUsers } from './exports-of-users.ts';
import { ownUsage } from './own-usage.ts';
import { setLimits } from './set-limits.ts';
import { usageOfAll } from './usage-of-all.ts';

export const usage = router({
  mine: ownUsage,
  all: usageOfAll,
  setLimits,
  exports: exportsOfUsers,
  disk: diskUsage,
});
