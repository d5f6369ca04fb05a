import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openAssets, type Assets, type AssetsOptions } from '../../../src/assets/open-assets.ts';
import type { SourceAssets } from '../../../src/contract/source-assets.ts';
import { openSandbox } from '../../../src/media/tools/sandbox.ts';
import type { Tools } from '../../../src/media/tools/tools.ts';
import { createChildPool, type ChildPool } from '../../../src/supervisor/child-pool.ts';
import { unrecordedChildren } from '../../../src/supervisor/recorded-children.ts';

/** A library in a fresh folder, and what makes assets of it; `stop` is what a server does when it ends. */
export interface Workshop extends AsyncDisposable {
  readonly folder: string;
  readonly proxies: string;
  readonly sources: string;
  readonly pool: ChildPool;
  readonly tools: Tools;
  readonly bugs: unknown[];
  /** How children ended, in order. */
  readonly ends: string[];
  /** Puts a file into the library; answers its name there. */
  readonly add: (path: string, name?: string) => Promise<string>;
  /** Opens the assets as a server does when it starts; ends an earlier one. */
  readonly open: (more?: Partial<AssetsOptions>) => Promise<Assets>;
  readonly stop: () => Promise<void>;
}

export async function openWorkshop(concurrency = 2): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-assets-'));
  const [sources, proxies] = [join(folder, 'sources'), join(folder, 'proxies')];
  await mkdir(sources);
  const pool = createChildPool({ concurrency });
  const [bugs, ends]: [unknown[], string[]] = [[], []];
  const tools: Tools = {
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffprobe',
    ffmpegVersion: 'test',
    pool,
    sandbox: openSandbox({ folder, reserveBytes: 0 }),
    stallMs: 60_000,
    children: unrecordedChildren,
    onChildEnded: (cause) => ends.push(cause),
  };
  let life = new AbortController();
  let assets: Assets | undefined;
  const stop = async (): Promise<void> => {
    life.abort('shutdown');
    await assets?.idle();
  };
  return {
    ...{ folder, proxies, sources, pool, tools, bugs, ends, stop },
    add: async (path, name = basename(path)) => {
      await copyFile(path, join(sources, name));
      return name;
    },
    open: async (more = {}) => {
      await stop();
      life = new AbortController();
      assets = openAssets({
        tools,
        roots: { library: sources, extra: [] },
        folder: proxies,
        reserveBytes: 0,
        signal: life.signal,
        onBug: (error) => bugs.push(error),
        ...more,
      });
      return assets;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await pool.close('shutdown');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every snapshot until all sources are as wanted; ready or failed unless told otherwise. */
export async function watchUntil(
  assets: Assets,
  filePaths: readonly string[],
  isThere: (views: readonly SourceAssets[]) => boolean = isSettled,
): Promise<SourceAssets[][]> {
  const end = new AbortController();
  const seen: SourceAssets[][] = [];
  for await (const snapshot of assets.watch(filePaths, { signal: end.signal })) {
    seen.push([...snapshot.assets]);
    if (isThere(snapshot.assets)) end.abort();
  }
  return seen;
}

export function isSettled(views: readonly SourceAssets[]): boolean {
  return views.every(({ state }) => state === 'ready' || state === 'failed');
}

/** Watches until the one source is settled and answers how it is then. */
export async function settle(assets: Assets, filePath: string): Promise<SourceAssets> {
  const view = (await watchUntil(assets, [filePath])).at(-1)?.[0];
  if (!view) throw new Error('nothing was seen');
  return view;
}

/** Where the file lies that a URL of a snapshot names. */
export function fileOf(assets: Assets, url: string | undefined): string {
  const [key = '', name = ''] = (url ?? '').split('/').slice(-2);
  const found = assets.locate(key, name);
  if (!found) throw new Error(`${url} names nothing`);
  return found.path;
}

export async function bytesOf(assets: Assets, url: string | undefined): Promise<Buffer> {
  return readFile(fileOf(assets, url));
}
