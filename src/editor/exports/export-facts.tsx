import type { ReactNode } from 'react';
import type { ExportStatus } from '../../client/contract.ts';
import { Progress } from '../components/progress.tsx';
import { codecName } from '../words/codecs.ts';
import {
  formatBytes,
  formatCount,
  formatLength,
  formatPercent,
  formatSpeed,
  formatTaken,
  formatTimeLeft,
} from '../words/numbers.ts';
import { stageWords } from '../words/stage-words.ts';

/** The bar of a running export and, under it, speed and time left. One measure: frames are only one part of the work. */
export function LiveProgress({
  status,
  isThick = false,
}: {
  readonly status: ExportStatus;
  readonly isThick?: boolean;
}) {
  const percent = formatPercent(status.progress);
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3 text-sm">
        <span className="truncate text-live-text">{stageWords(status)}</span>
        <span className="font-medium">{percent}</span>
      </div>
      <Progress
        value={status.progress}
        label={`Progress of ${status.projectName}`}
        valueText={`${percent}, ${stageWords(status)}`}
        isThick={isThick}
      />
      <Facts className="mt-1.5">
        {status.speed !== null && <span>{formatSpeed(status.speed)}</span>}
        {status.etaSeconds !== null && <span className="ml-auto">{formatTimeLeft(status.etaSeconds)}</span>}
      </Facts>
    </div>
  );
}

interface RestingFactsProps {
  readonly status: ExportStatus;
  /** Leaves out what is told right beside it. */
  readonly isBrief?: boolean;
}

/** How an export stands that is not running, in a line or two. */
export function RestingFacts({ status, isBrief = false }: RestingFactsProps) {
  return (
    <div className="min-w-0">
      <p className={status.status === 'failed' ? 'text-sm text-fault' : 'text-sm'}>{stageWords(status)}</p>
      {!(isBrief && status.error) && <Facts className="mt-0.5">{restingDetail(status)}</Facts>}
    </div>
  );
}

function restingDetail({
  status,
  output,
  error,
  startedAt,
  finishedAt,
  framesTotal,
}: ExportStatus): ReactNode {
  if (status === 'completed' && output) {
    return (
      <>
        <span>{formatLength(output.durationSeconds)}</span>
        <span>
          {output.width} × {output.height}
        </span>
        <span>{codecName(output.videoCodec)}</span>
        <span>{formatBytes(output.bytes)}</span>
        {startedAt && finishedAt && <span>took {formatTaken(secondsBetween(startedAt, finishedAt))}</span>}
      </>
    );
  }
  if (status === 'failed' && error) return <span className="line-clamp-2 text-pretty">{error.message}</span>;
  if (status === 'pending' && framesTotal > 0) return <span>{formatCount(framesTotal)} frames</span>;
  if (status === 'cancelled') return <span>Retry continues with what was finished.</span>;
  return null;
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

function Facts({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div
      className={`flex flex-wrap gap-x-4 gap-y-0.5 max-sm:gap-x-3 text-[0.8125rem] text-muted ${className ?? ''}`}
    >
      {children}
    </div>
  );
}
