'use client';
import { useEffect, useMemo, useState } from 'react';
import type { SourceAssets } from '../../../contract/source-assets.ts';
import { useCutroom } from '../../../client/react.ts';

export type Assets = ReadonlyMap<string, SourceAssets>;

/** What the server has made of these files to edit with, live; empty until it has answered. */
export function useAssets(filePaths: readonly string[]): Assets {
  const { client } = useCutroom();
  const [known, setKnown] = useState<readonly SourceAssets[]>([]);
  const key = filePaths.join('\n');
  useEffect(() => {
    const paths = key === '' ? [] : key.split('\n');
    if (paths.length === 0) return;
    const subscription = client.trpc.media.assets.subscribe(
      { filePaths: paths },
      { onData: ({ data }) => setKnown(data) },
    );
    return () => subscription.unsubscribe();
  }, [client, key]);
  return useMemo(() => new Map(known.map((asset) => [asset.filePath, asset])), [known]);
}

/** Where a browser plays a file from: the proxy, or the file itself while there is none. */
export function playableUrl(filePath: string, asset: SourceAssets | undefined): string {
  const original = `/api/media/file/${filePath.split('/').map(encodeURIComponent).join('/')}`;
  return asset?.proxy?.url ?? asset?.originalUrl ?? original;
}
