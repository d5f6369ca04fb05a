import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { outputsAfter, outputsAtFirst } from '../../contract/exports/output-status.ts';
import type { RenderOutcome, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';

/** The one attempt that a run on the command line is. */
export interface Run {
  readonly config: ExportConfig;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The status a server would show for this update. */
export function statusOfUpdate(run: Run, update: RenderUpdate, seq: number): ExportStatus {
  const { plan, outputs = [], ...rest } = update;
  return {
    jobId: run.config.id,
    projectName: run.config.projectName,
    status: 'processing',
    ...rest,
    // 1 belongs to `completed` alone.
    progress: Math.min(update.progress, 0.9999),
    warnings: [...update.warnings],
    outputs: outputsAfter(outputsAtFirst(run.config), outputs, run.config.id),
    queuePosition: null,
    attempt: 1,
    createdAt: run.startedAt,
    startedAt: run.startedAt,
    ...(plan === undefined ? {} : { plan }),
    seq,
  };
}

/** The last status of a run. `last` is the one before it, `finishedAt` in ISO 8601. */
export function finalStatus(last: ExportStatus, outcome: RenderOutcome, finishedAt: string): ExportStatus {
  const common = { ...last, etaSeconds: null, finishedAt, seq: last.seq + 1 };
  switch (outcome.kind) {
    case 'completed':
      return {
        ...common,
        status: 'completed',
        progress: 1,
        framesDone: outcome.output.frames,
        framesTotal: outcome.output.frames,
        message: 'Completed.',
        warnings: [...outcome.warnings],
        output: outcome.output,
        report: outcome.report,
        outputs: outputsAfter(last.outputs ?? [], outcome.outputs ?? [], last.jobId),
      };
    case 'failed': {
      const { code, message, hint } = outcome.problem;
      const error = { code, message, ...(hint === undefined ? {} : { hint }) };
      return { ...common, status: 'failed', message, error, warnings: [...outcome.warnings] };
    }
    case 'stopped':
      return { ...common, status: 'cancelled', message: 'Cancelled.' };
  }
}

/** Before the first update: everything is still to come. */
export const firstUpdate: RenderUpdate = {
  stage: 'queued',
  progress: 0,
  message: 'Starting.',
  framesDone: 0,
  framesTotal: 0,
  speed: null,
  etaSeconds: null,
  warnings: [],
};
