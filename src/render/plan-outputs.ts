import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputFileOf, sourcesOf } from '../contract/exports/export-request.ts';
import type { OutputPlan, PlanFile } from '../contract/exports/plan-preview.ts';
import type { OutputRequest } from '../contract/exports/rendition.ts';
import { estimateSpace } from '../planner/estimates/estimate-bytes.ts';
import { estimateWork } from '../planner/estimates/estimate-work.ts';
import type { ExportPlan } from '../planner/plan/plan.ts';
import { summarisePlan } from '../planner/plan/plan-stats.ts';
import { previewOutputs } from '../planner/estimates/preview-outputs.ts';
import { previewPlan } from '../planner/estimates/preview-plan.ts';
import { wantedOutputs, type Attempt } from './attempt/open-attempt.ts';
import { usedFootage } from '../planner/estimates/used-footage.ts';
import { weighFootage } from './admission/weigh-footage.ts';
import { planPictures, type Materials } from './making/output-work.ts';
import { chunkKeysOf } from './making/render-parts.ts';

/** An output that this attempt makes, with its plan as it is now. */
export interface PlannedOutput {
  readonly request: OutputRequest;
  /** Its place among the outputs of the config. */
  readonly index: number;
  readonly file: string;
  plan: ExportPlan;
}

/** Plans all outputs before any is made, tells everybody the plans, and takes the space for them. */
export async function planOutputs(attempt: Attempt, materials: Materials): Promise<readonly PlannedOutput[]> {
  attempt.meter.enter('planning', 'Planning the export');
  const wanted = wantedOutputs(attempt.request);
  const planned: PlannedOutput[] = [];
  for (const [index, request] of materials.requests.entries()) {
    if (!wanted.includes(request.id)) continue;
    const plan = planPictures(materials, index);
    planned.push({ request, index, file: outputFileOf(request, index), plan });
    plan.warnings.forEach(attempt.warn);
  }
  await tellPlans(attempt, materials, planned);
  await takeSpace(attempt, materials, planned);
  return planned;
}

/** Tells everybody the plans: the status, and `plan.json` in the export's folder. */
export async function tellPlans(
  { meter, request, shared, warnings }: Attempt,
  { sources, heard }: Materials,
  planned: readonly PlannedOutput[],
): Promise<void> {
  for (const { request: output, plan } of planned) {
    const { total: weight } = estimateWork(plan);
    meter.planned(output.id, { summary: summarisePlan(plan), weight, frames: plan.frames });
  }
  meter.warn([...warnings()]);
  const machine = { cores: shared.cores, facts: sources.map((source) => source?.facts) };
  const views = planned.map(({ plan, file, request: { id, kind } }): OutputPlan => ({
    id,
    kind,
    file,
    ...previewPlan(plan, machine),
  }));
  const fromStorage = await weighFootage(
    planned.map(({ plan }) => usedFootage(plan)),
    { sources, heard },
  );
  const file: PlanFile = {
    schemaVersion: 1,
    ...previewOutputs(views),
    ...(fromStorage && { fromStorage }),
    sources: sourcesOf(request.config).map(({ source: { id, name } }) => ({ id, name })),
  };
  await writeFile(join(request.folder, 'plan.json'), JSON.stringify(file));
}

/** Where the partial files of an output lie; of the first one in the attempt's folder itself. */
export function ownFolderOf({ partialFolder }: Attempt, { index }: PlannedOutput): string {
  return index === 0 ? partialFolder : join(partialFolder, `output-${index}`);
}

/** Asks for the space that the export really takes; what an earlier attempt has rendered is there already. */
async function takeSpace(
  { chunks, shared, space }: Attempt,
  { sources }: Materials,
  planned: readonly PlannedOutput[],
): Promise<void> {
  const { ffmpegVersion } = shared.tools;
  const keys = new Set(planned.flatMap(({ plan }) => chunkKeysOf({ plan, sources }, ffmpegVersion)));
  // First of all: making space for this export must not cost it its own chunks.
  chunks.keep([...keys]);
  const there = await shared.store.bytesOf([...keys]);
  const facts = sources.map((source) => source?.facts);
  const estimates = planned.map(({ plan }) => estimateSpace(plan, facts));
  const kept = estimates.reduce((sum, { output }) => sum + output, 0);
  // What is repackaged lies there by now.
  const temporary = estimates.reduce(
    (sum, { peak, output, repackaged }) => sum + peak - output - repackaged,
    0,
  );
  await space.begin({ kept, temporary: Math.max(0, temporary - there) });
}
