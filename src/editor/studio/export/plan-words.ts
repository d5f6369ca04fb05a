import type { PlanPreview } from '../../../client/contract.ts';
import { formatPercent } from '../../words/numbers.ts';

/** `About 45 s. 75 % keeps its original quality.` */
export function planSentence({ frames, summary, estimatedSeconds }: PlanPreview): string {
  const copied = summary.copiedFrames / Math.max(1, frames);
  const how =
    summary.copiedFrames === 0
      ? 'Everything is re-encoded.'
      : `${formatPercent(copied)} keeps its original quality.`;
  return `${aboutTime(estimatedSeconds)}. ${how}`;
}

/** `A few seconds`, `About 45 s`, `About 2 min`, `About 1 h 20 min`. */
export function aboutTime(seconds: number): string {
  if (seconds < 8) return 'A few seconds';
  if (seconds < 55) return `About ${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `About ${minutes} min`;
  const rest = minutes % 60;
  return `About ${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
