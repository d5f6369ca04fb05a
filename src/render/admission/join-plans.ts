import type { OutputPlan, PlanPreview } from '../../contract/exports/plan-preview.ts';
import { previewOutputs } from '../../planner/estimates/preview-outputs.ts';
import type { DryPlan } from '../../threads/plan-task.ts';
import type { SpaceNeed } from '../space/space-ledger.ts';

type Planned = Extract<DryPlan, { isOk: true }>;

/** One output with what is known of its plan. */
export interface PlannedDry extends Planned {
  readonly view: OutputPlan;
}

/** What the outputs of an export take together. */
export interface DryPlans extends Pick<Planned, 'encoders' | 'filters'> {
  readonly preview: PlanPreview;
  readonly need: SpaceNeed;
}

export function joinPlans(outputs: readonly PlannedDry[]): DryPlans {
  return {
    preview: previewOutputs(outputs.map(({ view }) => view)),
    need: {
      kept: outputs.reduce((sum, { need }) => sum + need.kept, 0),
      // Chunks stay until the last output is made.
      temporary: outputs.reduce((sum, { need }) => sum + need.temporary, 0),
    },
    encoders: outputs.flatMap(({ encoders }) => encoders),
    filters: outputs.flatMap(({ filters }) => filters),
  };
}
