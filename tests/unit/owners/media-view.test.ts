import { expect, test } from 'vitest';
import type { MediaLibrary } from '../../../src/api/runtime.ts';
import { namesFor } from '../../../src/contract/owned-name.ts';
import { createRequireSource, mediaSeenBy } from '../../../src/owners/media-view.ts';
import { sightOf } from '../../../src/owners/sight.ts';

const asset = (filePath: string) => ({
  ...{
    filePath,
    state: 'ready' as const,
    progress: 1,
    message: 'Ready.',
    durationSeconds: 1,
    originalUrl: '',
  },
  ...{ proxy: null, thumbnails: null, peaks: null, levels: null },
});

test('of a source that is not shared any more, a stream that is open tells nothing more', async () => {
  const shared = new Set(['~alice/cam.mp4']);
  const sight = sightOf(
    { id: 'bob', name: 'bob', isAdministrator: false, isPerson: true, scopes: new Set() },
    {
      levelOf: () => undefined,
      projectsSeenBy: () => new Set(),
      exportsSeenBy: () => new Set(),
      sourcesSeenBy: () => shared,
      refresh: async () => undefined,
    },
  );
  const watch: MediaLibrary['assets']['watch'] = async function* (filePaths) {
    const assets = filePaths.map(asset);
    yield { seq: 1, assets };
    shared.clear();
    yield { seq: 2, assets };
    yield { seq: 3, assets: assets.slice(0, 1) };
  };
  const seeing = { names: namesFor('bob'), sight, shared: [] };
  const media = mediaSeenBy(
    {
      ...seeing,
      media: { assets: { watch, locate: () => undefined } } as unknown as MediaLibrary,
      libraryOf: () => ({}) as never,
      pathOfFile: (path) => path,
      sourceOfAssets: () => undefined,
      onOpened: () => undefined,
    },
    createRequireSource(seeing),
  );
  const { signal } = new AbortController();
  const told: string[][] = [];
  for await (const { assets } of media.assets.watch(['~alice/cam.mp4', 'own.mp4'], { signal }))
    told.push(assets.map(({ filePath }) => filePath));
  expect(told).toEqual([['~alice/cam.mp4', 'own.mp4'], ['own.mp4']]);
});
