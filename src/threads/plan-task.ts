import { edlOf, renditionRequestOf, type ExportConfig } from '../contract/parse-config.ts';
import type { PlanPreview } from '../contract/plan-preview.ts';
import type { Problem } from '../contract/problems.ts';
import { neededEncoders, type NeededEncoder } from '../ffmpeg/needed-encoders.ts';
import { neededFilters, type NeededFilter } from '../ffmpeg/needed-filters.ts';
import { estimateSpace } from '../planner/estimate-bytes.ts';
import { planExport, type PlanInput, type PlanResult } from '../planner/plan-export.ts';
import { previewPlan } from '../planner/preview-plan.ts';
import { unpackSegments, type PackedSegments } from './packed-segments.ts';

/** A config with all that is known of its sources, as it crosses to the thread that plans it. */
export interface PlanTask extends Omit<PlanInput, 'edl' | 'request'> {
  readonly config: Omit<ExportConfig, 'segments'>;
  readonly segments: PackedSegments;
}

/** What somebody has to know of a plan who does not render it; it crosses between threads faster than the plan. */
export type DryPlan =
  | {
      readonly isOk: true;
      readonly preview: PlanPreview;
      /** Bytes that stay, and that are taken only while it is rendered. */
      readonly need: { readonly kept: number; readonly temporary: number };
      readonly encoders: readonly NeededEncoder[];
      readonly filters: readonly NeededFilter[];
    }
  | { readonly isOk: false; readonly problems: readonly Problem[] };

/** Plans a config. Runs in a thread, but for small ones. */
export function planTask({ config, segments, ...rest }: PlanTask): PlanResult {
  const whole = { ...config, segments: unpackSegments(segments) };
  return planExport({ ...rest, edl: edlOf(whole), request: renditionRequestOf(whole) });
}

/** Plans, and answers only what somebody has to know who does not render it. */
export function planDryTask({ cores, ...task }: PlanTask & { readonly cores: number }): DryPlan {
  const planned = planTask(task);
  if (!planned.isOk) return planned;
  const { plan } = planned;
  const facts = task.sources.map((source) => source?.facts);
  const { output, peak } = estimateSpace(plan, facts);
  return {
    isOk: true,
    preview: previewPlan(plan, { cores, facts }),
    need: { kept: output, temporary: peak - output },
    encoders: neededEncoders(plan),
    filters: neededFilters(plan),
  };
}
