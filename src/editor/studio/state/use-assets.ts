'use client';
import { useEffect, useMemo, useState } from 'react';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';
import { useCutroom } from '../../../client/react.ts';
import { withUrls } from '../../../client/react/asset-urls.ts';
import { pagePath } from '../../page-path.ts';

export type StudioAssets = ReadonlyMap<string, SourceAssets>;

/** What stands of each file of the library, by name: another text is another file. Undefined until it was told. */
function useLibraryStamps(): ReadonlyMap<string, string> | undefined {
  const { client } = useCutroom();
  const [stamps, setStamps] = useState<ReadonlyMap<string, string>>();
  useEffect(() => {
    const subscription = client.trpc.media.watch.subscribe(undefined, {
      onData: (files) =>
        setStamps(
          new Map(files.map(({ filePath, bytes, modifiedAt }) => [filePath, `${bytes} ${modifiedAt}`])),
        ),
    });
    return () => subscription.unsubscribe();
  }, [client]);
  return stamps;
}

/**
 * What the server has made of these files to edit with, live; empty until it has answered. A file that goes,
 * comes back or is replaced is noticed.
 */
export function useAssets(filePaths: readonly string[]): StudioAssets {
  const { client } = useCutroom();
  const [known, setKnown] = useState<readonly SourceAssets[]>([]);
  const stamps = useLibraryStamps();
  const key = filePaths.join('\n');
  const stamped = filePaths.map((path) => stamps?.get(path) ?? '').join('\n');
  useEffect(() => {
    const paths = key === '' ? [] : key.split('\n');
    if (paths.length === 0) return;
    const subscription = client.trpc.media.assets.subscribe(
      { filePaths: paths },
      { onData: ({ data }) => setKnown(data.map((asset) => withUrls(asset, client.absoluteUrl))) },
    );
    return () => subscription.unsubscribe();
  }, [client, key, stamped]);
  return useMemo(() => {
    // Files of other folders have whole paths, and the library does not list them.
    const isGone = (path: string) => stamps !== undefined && !path.startsWith('/') && !stamps.has(path);
    return new Map(
      known.map((asset) => [asset.filePath, isGone(asset.filePath) ? { ...asset, ...gone } : asset]),
    );
  }, [known, stamps]);
}

const gone = {
  state: 'failed',
  message: 'This file is no longer in the library. Bring it back, or relink the camera to another one.',
} as const;

/** Where a browser plays a file from: the proxy, or the file itself while there is none. */
export function playableUrl(filePath: string, asset: SourceAssets | undefined): string {
  const original = pagePath(`/api/media/file/${filePath.split('/').map(encodeURIComponent).join('/')}`);
  return asset?.proxy?.url ?? asset?.originalUrl ?? original;
}
