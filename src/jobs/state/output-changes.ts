import { outputsAfter } from '../../contract/exports/output-status.ts';
import type { Problem } from '../../contract/problems.ts';
import type { OutputUpdate } from '../../contract/exports/render-port.ts';
import type { ExportOutput, OutputStatus, Report } from '../../contract/exports/status.ts';
import type { JobRecord } from './job-record.ts';

type Outputs = Pick<JobRecord, 'outputs'>;

/** The outputs with what was said of some of them; nothing where the record is of before there were several. */
export function withOutputs(record: JobRecord, updates: readonly OutputUpdate[] | undefined): Outputs {
  if (!record.outputs || !updates) return record.outputs ? { outputs: record.outputs } : {};
  return { outputs: outputsAfter(record.outputs, updates, record.jobId) };
}

/** What a render says that speaks of one output only: it is the first that was to be made. */
export function firstOutput(
  record: JobRecord,
  { output, report }: { readonly output: ExportOutput; readonly report: Report },
): readonly OutputUpdate[] {
  const wanted = record.outputs?.find(({ state }) => state !== 'completed') ?? record.outputs?.[0];
  return wanted ? [{ id: wanted.id, state: 'completed', progress: 1, output, report }] : [];
}

/** When an export has failed: what was not made by then has failed with it. */
export function outputsAtEnd(
  record: JobRecord,
  {
    problem,
    outputs: updates,
  }: { readonly problem: Problem; readonly outputs?: readonly OutputUpdate[] | undefined },
): Outputs {
  const { outputs } = withOutputs(record, updates);
  if (!outputs) return {};
  const { code, message, hint } = problem;
  const error = { code, message, ...(hint !== undefined && { hint }) };
  return {
    outputs: outputs.map((output) => (isOpen(output) ? { ...output, state: 'failed', error } : output)),
  };
}

/** When an export was cancelled: what was made by then stays. */
export function outputsOnCancel({ outputs }: JobRecord): Outputs {
  if (!outputs) return {};
  return { outputs: outputs.map((output) => (isOpen(output) ? { ...output, state: 'cancelled' } : output)) };
}

function isOpen({ state }: OutputStatus): boolean {
  return state === 'pending' || state === 'processing';
}

/** For another attempt: what is made stays, and the rest is made again. */
export function outputsOnceMore({ outputs }: JobRecord): Outputs {
  return outputs
    ? { outputs: outputs.map((output) => (output.state === 'completed' ? output : asWanted(output))) }
    : {};
}

/** Ids of the outputs that are still to be made; undefined where all of them are. */
export function wantedIds({ outputs }: JobRecord): readonly string[] | undefined {
  return outputs?.filter(isOpen).map(({ id }) => id);
}

/** An output that is to be made, as it was before any of it was. */
export function asWanted({ id, kind, file }: OutputStatus): OutputStatus {
  return { id, kind, file, state: 'pending', progress: 0 };
}

/** The list with one output put in its place, or at the end. */
export function outputsWith(outputs: readonly OutputStatus[], output: OutputStatus): OutputStatus[] {
  const isThere = outputs.some(({ id }) => id === output.id);
  return isThere ? outputs.map((other) => (other.id === output.id ? output : other)) : [...outputs, output];
}
