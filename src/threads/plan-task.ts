import { requestOf } from '../contract/exports/export-request.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { PlanPreview } from '../contract/exports/plan-preview.ts';
import type { Problem } from '../contract/problems.ts';
import { neededEncoders, type NeededEncoder } from '../ffmpeg/build/needed-encoders.ts';
import { neededFilters, type NeededFilter } from '../ffmpeg/build/needed-filters.ts';
import { estimateSpace } from '../planner/estimates/estimate-bytes.ts';
import type { KnownSound } from '../planner/facts/facts.ts';
import { soundsOf, type KnownSource, type Withheld } from '../planner/plan/plan-input.ts';
import { planExport, type PlanResult } from '../planner/plan-export.ts';
import { editOfOutput, movieInput } from '../planner/movie-input.ts';
import { planSoundFile } from '../planner/sound/plan-sound-output.ts';
import { usedFootage, type UsedFootage } from '../planner/estimates/used-footage.ts';
import { previewPlan } from '../planner/estimates/preview-plan.ts';
import { stillInput } from '../planner/still-input.ts';
import { warnOfRaster } from '../planner/warnings/warn-of-raster.ts';
import { warnOfWords } from '../planner/warnings/warn-of-words.ts';
import type { Caption } from '../timeline/edl.ts';
import { packConfig, unpackConfig, type PackedConfig } from './packed-config.ts';

/** One output of a config to be planned, and what is known of its sources by their index. */
export interface ConfigToPlan extends Omit<PlanTask, 'config'> {
  readonly config: ExportConfig;
}

/** One output of a config with all that is known of its sources. */
export interface PlanTask extends Partial<Withheld> {
  readonly config: PackedConfig;
  /** Which of the config's outputs. */
  readonly output: number;
  /** By source index; undefined for sources that nothing uses. */
  readonly sources: readonly (KnownSource | undefined)[];
  /** By source index: those that are heard and never seen. */
  readonly heard?: readonly (KnownSound | undefined)[];
  /** What the caption file holds, in seconds of the whole programme. */
  readonly captions?: readonly Caption[];
}

export interface DryPlanTask {
  /** Cores the children share, for estimates. */
  readonly cores: number;
  /** Whether some of the sources lie elsewhere: what of them is used is wanted, too. */
  readonly isAnyRemote: boolean;
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
      /** What is read of the sources, where that was wanted. */
      readonly used?: UsedFootage | undefined;
    }
  | { readonly isOk: false; readonly problems: readonly Problem[] };

/** Plans an output with pictures where it is called. */
export function planConfig({ config, output, captions = [], ...rest }: ConfigToPlan): PlanResult {
  const { edl, outputs } = requestOf(config);
  const request = outputs[output];
  switch (request?.kind) {
    case 'movie': {
      const planned = planExport({ ...rest, ...movieInput(edl, request, captions) });
      if (!planned.isOk) return planned;
      const { plan } = planned;
      const warnings = [...plan.warnings, ...warnOfRaster(request, plan), ...warnOfWords(edl, captions)];
      return { isOk: true, plan: { ...plan, warnings } };
    }
    case 'still':
      return planExport({ ...rest, ...stillInput(edl, request, outputs) });
    case 'sound':
      return { isOk: true, plan: planSoundFile(editOfOutput(edl, request), soundsOf(rest), request.format) };
    default:
      throw new RangeError(`There is no output ${output}`);
  }
}

/** Packs an output of a config to be planned elsewhere. */
export function planTaskOf(input: ConfigToPlan): PlanTask {
  const { config, output, sources, heard, captions, encodedClips, isSoundEncoded } = input;
  return {
    config: packConfig(config),
    output,
    ...(captions && { captions }),
    sources: sources.map(
      (source) => source && { facts: source.facts, index: source.index, sound: source.sound },
    ),
    ...(heard && { heard: heard.map((source) => source && { facts: source.facts, index: source.index }) }),
    ...(encodedClips && { encodedClips }),
    ...(isSoundEncoded !== undefined && { isSoundEncoded }),
  };
}

/** Plans, and answers only what somebody has to know who does not render it. */
export function planDryTask({ cores, isAnyRemote, ...task }: PlanTask & DryPlanTask): DryPlan {
  const planned = planConfig({ ...task, config: unpackConfig(task.config) });
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
    ...(isAnyRemote && { used: usedFootage(plan) }),
  };
}
