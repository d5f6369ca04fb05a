'use client';
import type { ReactNode } from 'react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { ExportStatus, Warning } from '../../client/contract.ts';
import { codecName } from '../words/codecs.ts';
import { formatBytes, formatCount, formatLength } from '../words/numbers.ts';

/** What an export is, how it went, and what its maker should know. */
export function Overview({ status }: { readonly status: ExportStatus }) {
  return (
    <div className="space-y-6">
      {status.error && <Failure error={status.error} />}
      <Warnings warnings={status.warnings} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-8 gap-y-2.5 text-sm">
        {status.plan && <Fact name="Picture">{status.plan.summary}</Fact>}
        <Fact name="Frames">
          {status.status === 'completed' || status.framesTotal === 0
            ? formatCount(status.output?.frames ?? status.framesTotal)
            : `${formatCount(status.framesDone)} of ${formatCount(status.framesTotal)}`}
        </Fact>
        {status.output && <OutputFacts output={status.output} />}
        <Fact name="Id">
          <code className="font-mono text-xs break-all">{status.jobId}</code>
        </Fact>
        <Fact name="Submitted">{formatInstant(status.createdAt)}</Fact>
        {status.startedAt && <Fact name="Started">{formatInstant(status.startedAt)}</Fact>}
        {status.finishedAt && <Fact name="Ended">{formatInstant(status.finishedAt)}</Fact>}
        {status.attempt > 1 && <Fact name="Attempt">{status.attempt}</Fact>}
      </dl>
    </div>
  );
}

function OutputFacts({ output }: { readonly output: NonNullable<ExportStatus['output']> }) {
  return (
    <>
      <Fact name="Length">{formatLength(output.durationSeconds)}</Fact>
      <Fact name="Format">
        {output.width} × {output.height}, {codecName(output.videoCodec)}
        {output.audioCodec === null ? ', no sound' : `, ${codecName(output.audioCodec)}`}
      </Fact>
      <Fact name="Size">{formatBytes(output.bytes)}</Fact>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Failure({ error }: { readonly error: NonNullable<ExportStatus['error']> }) {
  return (
    <div className="flex gap-3 rounded-lg bg-fault-ground px-4 py-3 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-fault" />
      <div className="min-w-0">
        <p className="font-medium text-pretty break-words">{error.message}</p>
        {error.hint !== undefined && <p className="mt-1 text-pretty break-words">{error.hint}</p>}
        <p className="mt-2 font-mono text-xs text-fault">{error.code}</p>
      </div>
    </div>
  );
}

export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="space-y-2">
      {warnings.map(({ code, message }) => (
        <li key={`${code} ${message}`} className="flex gap-3 rounded-lg bg-live-ground px-4 py-2.5 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-live-text" />
          <span className="min-w-0 text-pretty break-words">{message}</span>
        </li>
      ))}
    </ul>
  );
}

function formatInstant(instant: string): string {
  return new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
