import type { SourceAssets } from '../../contract/footage/source-assets.ts';
import type { SourceProbe } from '../../contract/footage/media.ts';
import { codecName, rateName } from '../words/codecs.ts';
import { formatLength, formatPercent } from '../words/numbers.ts';

/** What a file is, in a few words each: length, codec, size of the picture and its rate. */
export function factsOf({
  durationSeconds,
  tracks,
  width,
  height,
  frameRate,
}: SourceProbe): readonly string[] {
  const used = tracks.filter(({ isUsed }) => isUsed);
  const main = used.find(({ kind }) => kind === 'video') ?? used.find(({ kind }) => kind === 'audio');
  return [
    ...(durationSeconds > 0 ? [formatLength(durationSeconds)] : []),
    ...(main ? [codecName(main.codec)] : []),
    ...(width > 0 ? [`${width} × ${height}`] : []),
    ...(width > 0 && durationSeconds > 0 ? [`${rateName(frameRate)} fps`] : []),
  ];
}

/** How the preview of a file stands. */
export function previewWords(asset: SourceAssets | undefined): string {
  if (!asset) return '';
  if (asset.state === 'ready') return asset.proxy ? 'Preview ready' : 'Needs no preview';
  if (asset.state === 'failed') return 'No preview';
  if (asset.state === 'working') return `Preview ${formatPercent(asset.progress)}`;
  return 'Preview made when used';
}
