import { outputFileOf, outputsOf } from './export-request.ts';
import type { ExportConfig } from '../config/parse-config.ts';
import type { OutputUpdate } from './render-port.ts';
import type { OutputStatus } from './status.ts';

/** Every output of a config before any of it is made. */
export function outputsAtFirst(config: ExportConfig): OutputStatus[] {
  return outputsOf(config).map((output, index) => ({
    id: output.id,
    kind: output.kind,
    file: outputFileOf(output, index),
    state: 'pending',
    progress: 0,
  }));
}

/** The outputs with what a render says of those that it makes. */
export function outputsAfter(
  outputs: readonly OutputStatus[],
  updates: readonly OutputUpdate[],
  jobId: string,
): OutputStatus[] {
  const byId = new Map(updates.map((update) => [update.id, update]));
  return outputs.map((output, index) => {
    const update = byId.get(output.id);
    return update ? outputAfter(output, update, downloadUrlOf(jobId, index, output.id)) : output;
  });
}

function outputAfter(
  { id, kind, file, plan }: OutputStatus,
  update: OutputUpdate,
  downloadUrl: string,
): OutputStatus {
  const { state, progress, output, report, problem } = update;
  const known = update.plan ?? plan;
  const same = { id, kind, file, state, ...(known && { plan: known }) };
  if (state === 'completed' && output && report) {
    return { ...same, progress: 1, bytes: output.bytes, downloadUrl, output, report };
  }
  // 1 is for `completed` alone.
  const most = { ...same, progress: Math.min(0.999, progress) };
  if (!problem) return most;
  const { code, message, hint } = problem;
  return { ...most, error: { code, message, ...(hint !== undefined && { hint }) } };
}

/** The first output is what a client gets that names none. */
function downloadUrlOf(jobId: string, index: number, id: string): string {
  const url = `/api/export/${jobId}/download`;
  return index === 0 ? url : `${url}?output=${encodeURIComponent(id)}`;
}
