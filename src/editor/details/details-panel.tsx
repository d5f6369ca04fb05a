'use client';
import type { ExportStatus } from '../../client/contract.ts';
import { useExportStatus } from '../../client/react.ts';
import { Dialog } from '../components/dialog.tsx';
import { Notice } from '../components/notice.tsx';
import { Tabs } from '../components/tabs.tsx';
import { ExportButtons } from '../exports/export-buttons.tsx';
import { LiveProgress, RestingFacts } from '../exports/export-facts.tsx';
import { StateGlyph } from '../exports/state-glyph.tsx';
import { LogView } from './log-view.tsx';
import { Overview } from './overview.tsx';
import { PlanView } from './plan-view.tsx';
import { ReportView } from './report-view.tsx';

/** All about one export, beside the listing. */
export function DetailsPanel({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const { status, problem } = useExportStatus(jobId);
  return (
    <Dialog shape="panel" onClose={onClose} title={<Title jobId={jobId} name={status?.projectName} />}>
      {status !== undefined && <Details status={status} onClose={onClose} />}
      {status === undefined && problem !== undefined && (
        <Notice title={problem.message} text={problem.hint} />
      )}
    </Dialog>
  );
}

function Title({ jobId, name }: { readonly jobId: string; readonly name: string | undefined }) {
  return (
    <>
      <span className="block truncate">{name ?? 'Export'}</span>
      <span className="block truncate font-mono text-xs font-normal text-muted">{jobId}</span>
    </>
  );
}

function Details({ status, onClose }: { readonly status: ExportStatus; readonly onClose: () => void }) {
  const isRunning = status.status === 'processing';
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-4">
        <StateGlyph status={status} />
        <div className="min-w-0 flex-1 basis-56">
          {isRunning ? <LiveProgress status={status} isThick /> : <RestingFacts status={status} isBrief />}
        </div>
        <ExportButtons status={status} onRemove={onClose} />
      </div>
      <Tabs
        label="About this export"
        tabs={[
          { id: 'overview', label: 'Overview', content: <Overview status={status} /> },
          { id: 'plan', label: 'Plan', content: <PlanView status={status} /> },
          { id: 'checks', label: 'Checks', content: <ReportView status={status} /> },
          { id: 'log', label: 'FFmpeg log', content: <LogView status={status} /> },
        ]}
      />
    </>
  );
}
