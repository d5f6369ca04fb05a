import type { SourceAssets } from '../../contract/footage/source-assets.ts';

/** With every address as `full` makes it of the path that the server handed out. */
export function withUrls(asset: SourceAssets, full: (path: string) => string): SourceAssets {
  const at = <Part extends { readonly url: string }>(part: Part | null) =>
    part && { ...part, url: full(part.url) };
  return {
    ...asset,
    originalUrl: full(asset.originalUrl),
    proxy: at(asset.proxy),
    thumbnails: at(asset.thumbnails),
    peaks: at(asset.peaks),
    levels: at(asset.levels),
  };
}
