import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { endingOf, type ChildEnd } from '../../../src/children/child-work.ts';
import type { ChildrenOptions } from '../../../src/children/children-options.ts';
import { openAssets, type Assets, type AssetsOptions } from '../../../src/assets/open-assets.ts';
import type { SourceAssets } from '../../../src/contract/footage/source-assets.ts';
import type { Tools } from '../../../src/media/reading/tools.ts';
import { openTestChildren } from '../../children/test-children.ts';

/** A library in a fresh folder, and what makes assets of it; `stop` is what a server does when it ends. */
export interface Workshop extends AsyncDisposable {
  readonly folder: string;
  readonly proxies: string;
  readonly sources: string;
  readonly tools: Tools;
  readonly bugs: unknown[];
  /** How children of ffmpeg ended, in order. */
  readonly ends: string[];
  /** Puts a file into the library; answers its name there. */
  readonly add: (path: string, name?: string) => Promise<string>;
  /** Opens the assets as a server does when it starts; ends an earlier one. */
  readonly open: (more?: Partial<AssetsOptions>) => Promise<Assets>;
  readonly stop: () => Promise<void>;
}

export async function openWorkshop(
  concurrency = 2,
  options: Partial<ChildrenOptions> = {},
): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-assets-'));
  const [sources, proxies] = [join(folder, 'sources'), join(folder, 'proxies')];
  await mkdir(sources);
  const [bugs, ends]: [unknown[], string[]] = [[], []];
  // Looking at sources is no part of what is counted.
  const onEnded = (end: ChildEnd) => end.program === 'ffmpeg' && ends.push(endingOf(end));
  const tools: Tools = {
    ffmpegVersion: 'test',
    // At the niceness of servers nothing would come of it on a machine that has other work.
    children: openTestChildren({ concurrency, folder, yieldingNiceness: 0, ...options, onEnded }),
  };
  let life = new AbortController();
  let assets: Assets | undefined;
  const stop = async (): Promise<void> => {
    life.abort('shutdown');
    await assets?.idle();
  };
  return {
    ...{ folder, proxies, sources, tools, bugs, ends, stop },
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
      await tools.children.close('shutdown');
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
