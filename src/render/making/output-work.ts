import type { OutputRequest } from '../../contract/exports/rendition.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { ExportOutput, Report, Warning } from '../../contract/exports/status.ts';
import type { ReadSound, ReadSource } from '../../media/reading/read-types.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import type { Withheld } from '../../planner/plan/plan-input.ts';
import type { RenderTools } from '../attempt/open-attempt.ts';
import type { Caption } from '../../timeline/edl.ts';
import { joinProblems } from '../admission/join-problems.ts';
import type { AttemptChunks } from '../child/attempt-chunks.ts';
import type { ChildContext } from '../child/run-child.ts';
import type { ProgressMeter } from '../attempt/progress.ts';
import type { SharedMixes } from '../sound/mixing/shared-mixes.ts';

/** By source index; undefined for sources that nothing uses. */
export type Sources = readonly (ReadSource | undefined)[];

/** What all outputs of one attempt are made of. */
export interface Materials {
  readonly config: ExportConfig;
  readonly requests: readonly OutputRequest[];
  /** Those that are seen. */
  readonly sources: Sources;
  /** Those that are only heard. */
  readonly heard: readonly (ReadSound | undefined)[];
  /** What people call each source. */
  readonly names: readonly string[];
  /** In seconds of the whole programme. */
  readonly captions: readonly Caption[] | undefined;
  readonly plan: RenderTools['plan'];
  readonly context: ChildContext;
  readonly chunks: AttemptChunks;
  readonly mixes: SharedMixes;
  /** The sources once more, with what was made of them to copy from. */
  readonly prepareAgain: () => Promise<Sources>;
  readonly warn: (warning: Warning) => void;
}

/** One output to be made. */
export interface OutputWork {
  readonly materials: Materials;
  readonly request: OutputRequest;
  /** Its place among the outputs of the config. */
  readonly index: number;
  readonly plan: ExportPlan;
  /** A folder of its own in the attempt's. */
  readonly folder: string;
  readonly meter: ProgressMeter;
  /** Told of the plan where it is not the first one any more. */
  readonly onPlan: (plan: ExportPlan) => Promise<void>;
}

/** A finished output that passed its check and is still in the attempt's folder. */
export interface MadeOutput {
  readonly path: string;
  /** All but its size. */
  readonly output: Omit<ExportOutput, 'bytes'>;
  readonly report: Report;
}

/** Plans an output with pictures; `withheld` says what may not be copied when it is planned again. */
export function planPictures(
  { config, sources, heard, captions, plan }: Materials,
  index: number,
  withheld?: Withheld,
): ExportPlan {
  const task = { config, output: index, sources, heard, ...(captions && { captions }), ...withheld };
  const planned = plan(task);
  if (!planned.isOk) throw new ProblemError(joinProblems(planned.problems));
  return planned.plan;
}
