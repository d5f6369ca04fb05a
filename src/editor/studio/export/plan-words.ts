import type { PlanPreview } from '../../../client/contract.ts';
import { formatPercent } from '../../words/numbers.ts';

/** `97 % copied, about 2 minutes` */
export function planSentence({ frames, summary, estimatedSeconds }: PlanPreview): string {
  const copied = summary.copiedFrames / Math.max(1, frames);
  const how = summary.copiedFrames === 0 ? 'All is made anew' : `${formatPercent(copied)} copied`;
  return `${how}, ${aboutTime(estimatedSeconds)}`;
}

/** `a few seconds`, `about 40 seconds`, `about 2 minutes`, `about 1 h 20 min`. */
export function aboutTime(seconds: number): string {
  if (seconds < 8) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} seconds`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`;
  const rest = minutes % 60;
  return `about ${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
