import { readFile } from 'node:fs/promises';
import { planFileSchema, type PlanFile } from '../../contract/exports/plan-preview.ts';
import type { Exports } from '../../jobs/ports.ts';
import { isMissingFile } from './missing-file.ts';

/** The export's `plan.json`; null while there is none, or where it is of a version this server cannot read. */
export async function readPlan(exports: Exports, jobId: string): Promise<PlanFile | null> {
  const path = await exports.pathOf(jobId, 'plan.json');
  if (path === undefined) return null;
  try {
    const parsed = planFileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (isMissingFile(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}
