import type { ExportReadinessResult } from '../../../client/react.ts';
import type { PlanPreview } from '../../../client/contract.ts';
import { formatPercent } from '../../words/numbers.ts';

/** `About 45 s. 75 % keeps its original quality.`, and of what was prepared `Ready: about 20 s. …` */
export function planSentence(
  { frames, summary, estimatedSeconds }: PlanPreview,
  readiness: ExportReadinessResult = unknownReadiness,
): string {
  const copied = summary.copiedFrames / Math.max(1, frames);
  const how =
    summary.copiedFrames === 0
      ? 'Everything is re-encoded.'
      : `${formatPercent(copied)} keeps its original quality.`;
  return `${readyWords(readiness) ?? aboutTime(estimatedSeconds)}. ${how}`;
}

const unknownReadiness: ExportReadinessResult = {
  ...{ ready: undefined, exportSeconds: undefined, problem: undefined },
};

/** `Ready: about 20 s`, `About 45 s, 62 % of it prepared`; undefined where nothing is. */
export function readyWords({ ready = 0, exportSeconds }: ExportReadinessResult): string | undefined {
  if (ready === 0 || exportSeconds === undefined) return undefined;
  const time = aboutTime(exportSeconds);
  return ready === 1
    ? `Ready: ${time.replace(/^A/, 'a')}`
    : `${time}, ${formatPercent(ready)} of it prepared`;
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

/** `About 2 min, 75 % keeps its original quality`: what one file costs; undefined while that is not known. */
export function costOf(
  plan: Pick<PlanPreview, 'frames' | 'summary' | 'estimatedSeconds'> | undefined,
): string | undefined {
  if (!plan) return undefined;
  const { frames, summary, estimatedSeconds } = plan;
  const time = aboutTime(estimatedSeconds).replace(/^A/, 'a');
  if (summary.copiedFrames === 0) return time;
  return `${time}, ${formatPercent(summary.copiedFrames / Math.max(1, frames))} copied`;
}
