import type { PlanPreview } from '../contract/plan-preview.ts';
import { formatRational, toNumber } from '../timeline/rational.ts';
import { estimateSpace } from './estimate-bytes.ts';
import { estimateSeconds } from './estimate-work.ts';
import type { SourceFacts } from './facts.ts';
import { summarisePlan, viewSpans } from './plan-stats.ts';
import type { ExportPlan } from './plan.ts';

/** A plan as its outside sees it: the dry run's answer and `plan.json`. */
export function previewPlan(
  plan: ExportPlan,
  machine: { readonly cores: number; readonly facts: readonly (SourceFacts | undefined)[] },
): PlanPreview {
  const { format, audio } = plan;
  return {
    frames: plan.frames,
    durationSeconds: Number((plan.frames / toNumber(format.rate)).toFixed(6)),
    width: format.width,
    height: format.height,
    frameRate: formatRational(format.rate),
    videoCodec: format.codec,
    audioCodec: audio ? (audio.kind === 'copy' ? 'aac' : audio.codec) : null,
    estimatedSeconds: estimateSeconds(plan, machine.cores),
    peakDiskBytes: estimateSpace(plan, machine.facts).peak,
    summary: summarisePlan(plan),
    spans: viewSpans(plan),
    warnings: [...plan.warnings],
  };
}
