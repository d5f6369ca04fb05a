import { joinCurves, type Curve } from '../../../contract/footage/join-curves.ts';
import { filesOfRecording, type Recorded } from '../../../contract/footage/recording-files.ts';
import type { SourceAssets } from '../../../contract/footage/source-assets.ts';

type Thumbnails = NonNullable<SourceAssets['thumbnails']>;

/** What a canvas draws of one file. */
export interface DrawnSource {
  readonly thumbnails: (Thumbnails & { readonly image: HTMLImageElement }) | undefined;
  readonly peaks: Curve | undefined;
  readonly levels: Curve | undefined;
}

interface Kept {
  thumbnailUrl?: string;
  peaksUrl?: string;
  levelsUrl?: string;
  drawn: DrawnSource;
}

interface Joined {
  readonly version: number;
  readonly peaks: Curve | undefined;
  readonly levels: Curve | undefined;
}

/** Fetches thumbnails and peaks once and keeps them for those who draw. A failed fetch leaves a blank. */
export class PictureStore {
  readonly #kept = new Map<string, Kept>();
  readonly #joined = new WeakMap<Recorded, Joined>();
  #version = 0;
  readonly #listeners = new Set<() => void>();

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  of(filePath: string): DrawnSource | undefined {
    return this.#kept.get(filePath)?.drawn;
  }

  /** A curve of all files of a recording; of levels only once all of them are there. The same object until something changed. */
  curveOf(recording: Recorded, name: 'peaks' | 'levels'): Curve | undefined {
    if (!recording.laterFiles) return this.of(recording.filePath)?.[name];
    const kept = this.#joined.get(recording);
    if (kept?.version === this.#version) return kept[name];
    const join = (which: 'peaks' | 'levels', nothing: number) =>
      joinCurves(recording, (filePath) => this.of(filePath)?.[which], nothing);
    const isWhole = filesOfRecording(recording).every(({ filePath }) => this.of(filePath)?.levels);
    const joined = {
      version: this.#version,
      peaks: join('peaks', 0),
      levels: isWhole ? join('levels', 255) : undefined,
    };
    this.#joined.set(recording, joined);
    return joined[name];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fetches what is new of these. */
  take(assets: readonly SourceAssets[]): void {
    for (const asset of assets) {
      const kept = this.#kept.get(asset.filePath) ?? {
        drawn: { thumbnails: undefined, peaks: undefined, levels: undefined },
      };
      this.#kept.set(asset.filePath, kept);
      if (asset.thumbnails && kept.thumbnailUrl !== asset.thumbnails.url) {
        kept.thumbnailUrl = asset.thumbnails.url;
        this.#loadThumbnails(kept, asset.thumbnails);
      }
      this.#loadCurve(kept, 'peaks', asset.peaks);
      this.#loadCurve(kept, 'levels', asset.levels);
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

  #loadCurve(kept: Kept, name: 'peaks' | 'levels', curve: SourceAssets['peaks']): void {
    const urlName = `${name}Url` as const;
    if (curve === null || kept[urlName] === curve.url) return;
    kept[urlName] = curve.url;
    const load = async (): Promise<void> => {
      const answer = await fetch(curve.url);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const values = new Uint8Array(await answer.arrayBuffer());
      kept.drawn = { ...kept.drawn, [name]: { values, perSecond: curve.perSecond } };
      this.#tell();
    };
    load().catch(() => delete kept[urlName]);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
