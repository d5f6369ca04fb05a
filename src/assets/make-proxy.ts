import { rm, stat } from 'node:fs/promises';
import { ProblemError } from '../contract/problems.ts';
import { PROXY_SAMPLE_RATE, proxyArgs } from '../ffmpeg/pictures/proxy-args.ts';
import { readMp4Index } from '../media/reading/mp4/mp4-index.ts';
import { toNumber } from '../timeline/rational.ts';
import type { AssetRecord } from './asset-files.ts';
import type { AssetWork } from './make-curves.ts';
import { planProxy, type ProxyPlan } from './plan-proxy.ts';
import { runBackgroundChild, type AssetContext } from './run-background-child.ts';

type ProxyParts = { [Part in 'proxy' | 'thumbnails']: NonNullable<AssetRecord[Part]> };

/** Reads the source once and publishes its proxy and its thumbnails. */
export async function makeProxy(context: AssetContext, work: AssetWork): Promise<ProxyParts> {
  const { files, key, source, name, onProgress } = work;
  const plan = planProxy(source.facts, source.index);
  const [proxy, thumbnails] = [await files.reserve(), await files.reserve()];
  try {
    await runBackgroundChild(context, {
      label: `proxy of ${name}`,
      source,
      isAwaited: false,
      reads: [source.path],
      writes: [proxy, thumbnails],
      begin: () => ({
        args: (threads) => argsOf(work, plan, { threads, proxy, thumbnails }),
        onFrames: (frames) => onProgress(Math.min(1, frames / plan.pictures.frames)),
      }),
    });
    await refuseHalf({ proxy, thumbnails, frames: plan.pictures.frames }, name);
    await files.publish(thumbnails, { key, name: 'thumbnails.jpg' });
    await files.publish(proxy, { key, name: 'proxy.mp4' });
  } finally {
    await rm(proxy, { force: true });
    await rm(thumbnails, { force: true });
  }
  return partsOf(plan);
}

function argsOf(
  { source: { path, facts } }: AssetWork,
  { pictures, sheet }: ProxyPlan,
  outputs: { threads: number; proxy: string; thumbnails: string },
): string[] {
  const samples = Math.max(1, Math.ceil(toNumber(facts.end) * PROXY_SAMPLE_RATE));
  const sound = facts.audio ? { audio: facts.audio, samples } : null;
  return proxyArgs({ path, origin: facts.origin, pictures, sheet, sound, ...outputs });
}

function partsOf({ pictures, sheet, thumbnails, interval }: ProxyPlan): ProxyParts {
  const { width, height, rate } = pictures.format;
  return {
    proxy: { width, height, fps: toNumber(rate) },
    thumbnails: {
      count: thumbnails,
      columns: sheet.columns,
      width: sheet.width,
      height: sheet.height,
      intervalSeconds: toNumber(interval),
    },
  };
}

/** FFmpeg can exit with 0 and leave half a file or none. */
async function refuseHalf(
  { proxy, thumbnails, frames }: { proxy: string; thumbnails: string; frames: number },
  name: string,
): Promise<void> {
  const index = await readMp4Index(proxy).catch(() => undefined);
  const isWhole = index !== undefined && !('unsupported' in index) && index.lostSamples === 0;
  const track = isWhole ? index.movie.tracks.find(({ kind }) => kind === 'video') : undefined;
  const sheet = await stat(thumbnails).catch(() => undefined);
  if (track?.table.count === frames && sheet !== undefined && sheet.size > 0) return;
  throw new ProblemError({
    code: 'CHILD_CRASHED',
    message: `The proxy of ${name} did not come out whole.`,
    hint: 'Check that the file plays elsewhere and that the disk is not full.',
  });
}
