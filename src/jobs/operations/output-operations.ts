import { outputsAtFirst } from '../../contract/exports/output-status.ts';
import { withOutput, withoutOutput } from '../../contract/exports/change-outputs.ts';
import { ProblemError } from '../../contract/problems.ts';
import { isFinal, type ExportStatus, type OutputStatus } from '../../contract/exports/status.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { JobEntry } from '../state/job-entry.ts';
import type { JobEvent } from '../state/job-event.ts';
import { requirePlaceInLine } from './export-operations.ts';
import { checkOpen, existingEntry, type ExportsContext } from './exports-context.ts';
import { firstOutputStays, noSuchOutput, notEnded, outputIdTaken } from './request-problems.ts';

/** See `Exports.configWith`. */
export async function configWithOutput(
  context: ExportsContext,
  jobId: string,
  output: unknown,
): Promise<ExportConfig> {
  const { record } = existingEntry(context, jobId);
  const config = await context.options.store.readConfig(jobId);
  const parsed = withOutput(config, output, record.outputs?.map(({ id }) => id) ?? []);
  if (!parsed.isOk) throw new ProblemError(parsed.problem);
  return parsed.config;
}

/** See `Exports.addOutput`. */
export async function addOne(context: ExportsContext, config: ExportConfig): Promise<ExportStatus> {
  const entry = endedEntry(context, config.id);
  const added = outputsAtFirst(config).at(-1);
  if (!added || hasOutput(entry, added.id)) throw new ProblemError(outputIdTaken(config.id, added?.id ?? ''));
  // The config first: an output that only it names is made by nobody, and is put in its place by the next one added.
  await context.options.store.saveConfig(config);
  return makeOne(context, entry, added);
}

/** See `Exports.retryOutput`. */
export async function retryOneOutput(
  context: ExportsContext,
  jobId: string,
  outputId: string,
): Promise<ExportStatus> {
  const entry = endedEntry(context, jobId);
  return makeOne(context, entry, outputOf(entry, outputId));
}

/** See `Exports.removeOutput`. */
export async function removeOneOutput(
  context: ExportsContext,
  jobId: string,
  outputId: string,
): Promise<ExportStatus> {
  const { store } = context.options;
  const entry = endedEntry(context, jobId);
  const output = outputOf(entry, outputId);
  if (entry.record.outputs?.[0] === output) throw new ProblemError(firstOutputStays(jobId));
  await store.saveConfig(withoutOutput(await store.readConfig(jobId), outputId));
  await record(context, entry, { kind: 'drop-output', id: outputId });
  await store.removeOutput(jobId, output.file);
  return context.table.statusOf(entry);
}

async function makeOne(
  context: ExportsContext,
  entry: JobEntry,
  output: OutputStatus,
): Promise<ExportStatus> {
  const { table, options } = context;
  requirePlaceInLine(context);
  await entry.run?.settled;
  await record(context, entry, { kind: 'make-output', output });
  options.queue.add(entry.record.jobId, entry.record);
  return table.statusOf(entry);
}

/** Answers when the change is on disk; one that cannot be written is written later, and told. */
async function record({ table }: ExportsContext, entry: JobEntry, event: JobEvent): Promise<void> {
  table.apply(entry, event);
  const trouble = await entry.writer.flush();
  if (trouble === undefined) return;
  if (event.kind === 'make-output') table.apply(entry, { kind: 'fail', problem: trouble, warnings: [] });
  throw new ProblemError(trouble);
}

function endedEntry(context: ExportsContext, jobId: string): JobEntry {
  checkOpen(context);
  const entry = existingEntry(context, jobId);
  if (!isFinal(entry.record.status)) throw new ProblemError(notEnded(jobId, entry.record.status));
  return entry;
}

function outputOf({ record: { jobId, outputs = [] } }: JobEntry, outputId: string): OutputStatus {
  const output = outputs.find(({ id }) => id === outputId);
  if (!output) throw new ProblemError(noSuchOutput(jobId, outputId));
  return output;
}

function hasOutput({ record: { outputs = [] } }: JobEntry, outputId: string): boolean {
  return outputs.some(({ id }) => id === outputId);
}
