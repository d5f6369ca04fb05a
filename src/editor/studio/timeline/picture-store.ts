import type { SourceAssets } from '../../../contract/source-assets.ts';

type Thumbnails = NonNullable<SourceAssets['thumbnails']>;

/** What a canvas draws of one file. */
export interface DrawnSource {
  readonly thumbnails: (Thumbnails & { readonly image: HTMLImageElement }) | undefined;
  readonly peaks: { readonly values: Uint8Array; readonly perSecond: number } | undefined;
}

interface Kept {
  thumbnailUrl?: string;
  peaksUrl?: string;
  drawn: DrawnSource;
}

/** Fetches thumbnails and peaks once and keeps them for those who draw. A failed fetch leaves a blank. */
export class PictureStore {
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();

  of(filePath: string): DrawnSource | undefined {
    return this.#kept.get(filePath)?.drawn;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fetches what is new of these. */
  take(assets: readonly SourceAssets[]): void {
    for (const asset of assets) {
      const kept = this.#kept.get(asset.filePath) ?? { drawn: { thumbnails: undefined, peaks: undefined } };
      this.#kept.set(asset.filePath, kept);
      if (asset.thumbnails && kept.thumbnailUrl !== asset.thumbnails.url) {
        kept.thumbnailUrl = asset.thumbnails.url;
        this.#loadThumbnails(kept, asset.thumbnails);
      }
      if (asset.peaks && kept.peaksUrl !== asset.peaks.url) {
        kept.peaksUrl = asset.peaks.url;
        void this.#loadPeaks(kept, asset.peaks);
      }
    }
  }

  #loadThumbnails(kept: Kept, thumbnails: Thumbnails): void {
    const image = new Image();
    image.decoding = 'async';
    image.onload = () => {
      kept.drawn = { ...kept.drawn, thumbnails: { ...thumbnails, image } };
      this.#tell();
    };
    image.onerror = () => delete kept.thumbnailUrl;
    image.src = thumbnails.url;
  }

  async #loadPeaks(kept: Kept, peaks: NonNullable<SourceAssets['peaks']>): Promise<void> {
    try {
      const answer = await fetch(peaks.url);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const values = new Uint8Array(await answer.arrayBuffer());
      kept.drawn = { ...kept.drawn, peaks: { values, perSecond: peaks.perSecond } };
      this.#tell();
    } catch {
      delete kept.peaksUrl;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
