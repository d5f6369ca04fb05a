import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicationFile, type Publication } from '../contract/publication.ts';
import type { RenderOutcome, RenderRequest } from '../contract/render-port.ts';
import type { ExportOutput, Report, Warning } from '../contract/status.ts';
import { publishOutput } from '../media/chunks/publish-output.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { toNumber } from '../timeline/rational.ts';

export interface FinishedExport {
  readonly plan: ExportPlan;
  /** Where the verified file lies. */
  readonly path: string;
  readonly report: Report;
  readonly warnings: readonly Warning[];
}

interface Place {
  readonly request: RenderRequest;
  /** The attempt's folder of partial files. */
  readonly partialFolder: string;
  /** Throws when the export belongs to another server by now. */
  readonly requireOurs: (() => void) | undefined;
}

/** Makes a verified file the output of its export, together with the record that says what it is. */
export async function publishExport(
  { plan, path, report, warnings }: FinishedExport,
  { request, partialFolder, requireOurs }: Place,
): Promise<RenderOutcome> {
  const { size } = await stat(path);
  const finished = { output: describeOutput(plan, size), report, warnings: [...warnings] };
  // The record first: after the rename of the output a recovering server knows what it is (publication.ts).
  const record: Publication = { schemaVersion: 1, attemptToken: request.attemptToken, ...finished };
  const recordPath = join(partialFolder, publicationFile);
  await writeFile(recordPath, JSON.stringify(record));
  await publishOutput(recordPath, join(request.folder, publicationFile), requireOurs);
  await publishOutput(path, join(request.folder, `output.${plan.container}`), requireOurs);
  return { kind: 'completed', ...finished };
}

function describeOutput(plan: ExportPlan, bytes: number): ExportOutput {
  return {
    bytes,
    durationSeconds: Number((plan.frames / toNumber(plan.format.rate)).toFixed(6)),
    frames: plan.frames,
    width: plan.format.width,
    height: plan.format.height,
    videoCodec: plan.format.codec,
    audioCodec: plan.audio ? (plan.audio.kind === 'copy' ? 'aac' : plan.audio.codec) : null,
  };
}
