import type { SourceAssets } from '../contract/footage/source-assets.ts';
import type { AssetRecord } from './asset-files.ts';

/** The parts that are made one after another; a waveform is quick, so all of them go before the first proxy. */
export type AssetPart = 'peaks' | 'proxy';

/** One source that somebody has asked about. */
export interface AssetEntry {
  readonly filePath: string;
  view: SourceAssets;
  /** Grows with each change of the view; over all entries. */
  seq: number;
  watchers: number;
  /** It is being looked at or made. */
  isBusy: boolean;
  /** Somebody edits with it; what is only looked at is not made. */
  isWanted: boolean;
}

/** Of a file that nobody has looked at yet. */
export function newEntry(filePath: string): AssetEntry {
  return { filePath, view: newView(filePath), seq: 0, watchers: 0, isBusy: false, isWanted: false };
}

function newView(filePath: string): SourceAssets {
  return {
    filePath,
    state: 'waiting',
    progress: 0,
    message: 'Waits to be looked at.',
    durationSeconds: 0,
    originalUrl: `/api/media/file/${encodePath(filePath)}`,
    proxy: null,
    thumbnails: null,
    peaks: null,
    levels: null,
  };
}

function encodePath(filePath: string): string {
  return filePath.split('/').map(encodeURIComponent).join('/');
}

/** What a record lets a browser use. */
export function partsOf(
  key: string,
  record: AssetRecord,
): Pick<SourceAssets, 'proxy' | 'thumbnails' | 'peaks' | 'levels' | 'durationSeconds'> {
  const { durationSeconds, proxy, thumbnails, peaks, levels } = record;
  const urlOf = (name: string): string => `/api/media/assets/${key}/${name}`;
  return {
    durationSeconds,
    proxy: proxy && { url: urlOf('proxy.mp4'), ...proxy },
    thumbnails: thumbnails && { url: urlOf('thumbnails.jpg'), ...thumbnails },
    peaks: peaks && { url: urlOf('peaks.bin'), ...peaks },
    levels: levels && { url: urlOf('levels.bin'), ...levels },
  };
}

/** What of a source is still to be made. */
export function missingParts({
  hasSound,
  hasPicture,
  proxy,
  thumbnails,
  peaks,
  levels,
}: AssetRecord): AssetPart[] {
  return [
    ...(hasSound && (peaks === null || levels === null) ? (['peaks'] as const) : []),
    ...(hasPicture && (proxy === null || thumbnails === null) ? (['proxy'] as const) : []),
  ];
}

/** How much of the work a part is, in hundredths. */
const weights: Readonly<Record<AssetPart, number>> = { peaks: 10, proxy: 90 };

/** 0..1 over all parts, with `done` of the one that is being made. */
export function progressOf(missing: readonly AssetPart[], part: AssetPart, done: number): number {
  const left = missing.reduce((sum, name) => sum + weights[name], 0);
  return Math.max(0, Math.min(1, 1 - (left - done * weights[part]) / 100));
}
