'use client';
import { use, useState } from 'react';
import { useStore } from 'zustand';
import { LoaderCircle, TriangleAlert } from 'lucide-react';
import type { PlanPreview } from '../../../client/contract.ts';
import { problemOf, useCreateExport, usePlan, type ClientProblem } from '../../../client/react.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { codecName, rateName } from '../../words/codecs.ts';
import { formatBytes, formatLength } from '../../words/numbers.ts';
import { configOf } from '../../../edit/config-of.ts';
import { open } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';
import { useHeardSound } from '../state/use-sounding.ts';
import { ReadinessContext, usePreviewConfig } from '../state/use-readiness.ts';
import { ProjectExports } from './project-exports.tsx';
import { GapList } from './gap-list.tsx';
import { planSentence } from './plan-words.ts';
import { OutputList } from './output-list.tsx';

/** From the cut to the file: what it will be, what that costs, and the exports that were made so far. */
export function ExportPanel() {
  const studio = useStudio();
  const { angles } = useEdit();
  return (
    <Dialog shape="panel" title="Export" onClose={() => open(studio, undefined)}>
      {angles.length === 0 ? (
        <p className="py-8 text-center text-sm text-muted">
          There is nothing to export yet: add your cameras.
        </p>
      ) : (
        <NewExport />
      )}
      <ProjectExports />
    </Dialog>
  );
}

function NewExport() {
  const { store, projectId } = useStudio();
  const edit = useEdit();
  const name = useStore(store, (state) => state.name);
  const heard = useHeardSound();
  const preview = usePreviewConfig();
  const plan = usePlan(preview);
  const create = useCreateExport();
  const [refusal, setRefusal] = useState<ClientProblem>();
  const start = async () => {
    const config = configOf(edit, { projectId, projectName: name, exportId: newExportId(projectId) }, heard);
    if (!config) return;
    setRefusal(undefined);
    try {
      const { jobId } = await create.mutateAsync(config);
      store.rememberExport(jobId);
    } catch (error) {
      setRefusal(problemOf(error));
    }
  };
  return (
    <section aria-label="New export">
      <OutputList plan={plan.data} />
      <div className="mt-5 rounded-lg bg-ground p-4 ring-1 ring-line ring-inset">
        <PlanView plan={plan.data} problem={plan.problem} isLoading={plan.isLoading} />
        <GapList />
        {refusal && <Trouble problem={refusal} />}
        <Button
          look="primary"
          className="mt-4 min-h-11 w-full text-base"
          disabled={create.isPending || preview === undefined || plan.problem?.isRetryable === false}
          onClick={() => void start()}
        >
          {create.isPending ? 'Starting…' : 'Export'}
        </Button>
      </div>
    </section>
  );
}

const gapCodes = new Set(['OUTSIDE_SOURCE', 'BEFORE_SOURCE', 'PAST_SOURCE']);

function PlanView({
  plan,
  problem,
  isLoading,
}: {
  readonly plan: PlanPreview | undefined;
  readonly problem: ClientProblem | undefined;
  readonly isLoading: boolean;
}) {
  const readiness = use(ReadinessContext);
  if (problem) return <Trouble problem={problem} />;
  if (!plan || isLoading) {
    return (
      <p role="status" className="flex min-h-12 items-center gap-2 text-sm text-muted">
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
        Working out what it takes…
      </p>
    );
  }
  // Told below in programme time, with a way to each shot.
  const warnings = plan.warnings.filter(({ code }) => !gapCodes.has(code));
  return (
    <div aria-live="polite">
      <p className="text-lg font-semibold text-balance" data-testid="plan">
        {planSentence(plan, readiness)}
      </p>
      <p className="mt-1 text-sm text-pretty text-muted">
        {formatLength(plan.durationSeconds)} long, {plan.width} × {plan.height} at {rateName(plan.frameRate)}{' '}
        fps, {codecName(plan.videoCodec)}
        {plan.audioCodec === null ? ', without sound' : ''}. Needs up to {formatBytes(plan.peakDiskBytes)} on
        the server.
        {plan.fromStorage && ` Reads ${formatBytes(plan.fromStorage.readBytes)} from the storage.`}
      </p>
      {warnings.length > 0 && (
        <ul aria-label="Worth knowing" className="mt-3 space-y-1.5">
          {warnings.slice(0, 8).map(({ code, message }) => (
            <li key={`${code} ${message}`} className="flex gap-2 text-sm text-pretty text-live-text">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              {message}
            </li>
          ))}
          {warnings.length > 8 && <li className="pl-6 text-sm text-muted">and {warnings.length - 8} more</li>}
        </ul>
      )}
    </div>
  );
}

function Trouble({ problem }: { readonly problem: ClientProblem }) {
  return (
    <div role="alert" className="mt-2 flex gap-2 text-sm text-pretty">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-fault" />
      <div>
        <p className="text-fault">{problem.message}</p>
        {problem.hint !== undefined && <p className="text-muted">{problem.hint}</p>}
      </div>
    </div>
  );
}

function newExportId(projectId: string): string {
  return `${projectId.slice(0, 100)}-${crypto.randomUUID().slice(0, 8)}`;
}
