import { router } from '../../trpc.ts';
import { listMedia } from './list-media.ts';
import { makeSample } from './make-sample.ts';
import { probeMedia } from './probe-media.ts';
import { removeMedia } from './remove-media.ts';
import { syncMedia } from './sync-media.ts';
import { watchAssets } from './watch-assets.ts';
import { watchMedia } from './watch-media.ts';

export const media = router({
  list: listMedia,
  probe: probeMedia,
  remove: removeMedia,
  watch: watchMedia,
  makeSample,
  sync: syncMedia,
  assets: watchAssets,
});
