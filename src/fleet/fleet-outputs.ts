import { withOutput, withoutOutput } from '../contract/exports/change-outputs.ts';
import { outputsAtFirst } from '../contract/exports/output-status.ts';
import { ProblemError } from '../contract/problems.ts';
import { isFinal, type ExportStatus, type OutputStatus } from '../contract/exports/status.ts';
import type { RunningExports } from '../jobs/operations/create-exports.ts';
import {
  firstOutputStays,
  notEnded,
  notFound,
  noSuchOutput,
  outputIdTaken,
} from '../jobs/operations/request-problems.ts';
import type { JobEvent } from '../jobs/state/job-event.ts';
import type { JobRecord } from '../jobs/state/job-record.ts';
import { apply } from './run-export.ts';
import type { FleetExportsOptions } from './fleet-exports-options.ts';

export interface FleetOutputsOptions extends Pick<
  FleetExportsOptions,
  'journal' | 'folders' | 'passes' | 'notify'
> {
  /** Throws where nothing can be asked of Redis. */
  readonly requireRedis: () => void;
  /** Throws where no more exports may wait. */
  readonly requirePlaceInLine: () => void;
  /** The status with all that has happened. */
  readonly statusNow: (jobId: string) => Promise<ExportStatus>;
}

/** What may be done with single outputs of the exports of a fleet. */
export function outputsOfFleet(
  options: FleetOutputsOptions,
): Pick<RunningExports, 'configOf' | 'configWith' | 'addOutput' | 'retryOutput' | 'removeOutput'> {
  const { journal, folders } = options;
  return {
    configOf: async (jobId) => {
      await recordOf(options, jobId);
      return folders.readConfig(jobId);
    },
    configWith: async (jobId, output) => {
      const record = await recordOf(options, jobId);
      const known = record.outputs?.map(({ id }) => id) ?? [];
      const parsed = withOutput(await folders.readConfig(jobId), output, known);
      if (!parsed.isOk) throw new ProblemError(parsed.problem);
      return parsed.config;
    },
    addOutput: (config) =>
      journal.alone(config.id, async () => {
        const { outputs = [] } = await endedRecord(options, config.id);
        const added = outputsAtFirst(config).at(-1);
        if (!added || outputs.some(({ id }) => id === added.id))
          throw new ProblemError(outputIdTaken(config.id, added?.id ?? ''));
        options.requirePlaceInLine();
        // The config first: an output that only it names is made by nobody, and the next one added takes its place.
        await folders.saveConfig(config);
        return makeOne(options, config.id, added);
      }),
    retryOutput: (jobId, outputId) =>
      journal.alone(jobId, async () => {
        const output = outputIn(await endedRecord(options, jobId), outputId);
        options.requirePlaceInLine();
        return makeOne(options, jobId, output);
      }),
    removeOutput: (jobId, outputId) =>
      journal.alone(jobId, async () => {
        const record = await endedRecord(options, jobId);
        const output = outputIn(record, outputId);
        if (record.outputs?.[0]?.id === outputId) throw new ProblemError(firstOutputStays(jobId));
        await folders.saveConfig(withoutOutput(await folders.readConfig(jobId), outputId));
        await change(options, jobId, { kind: 'drop-output', id: outputId });
        await folders.removeOutput(jobId, output.file);
        return options.statusNow(jobId);
      }),
  };
}

async function makeOne(
  options: FleetOutputsOptions,
  jobId: string,
  output: OutputStatus,
): Promise<ExportStatus> {
  await change(options, jobId, { kind: 'make-output', output });
  await options.passes.add();
  return options.statusNow(jobId);
}

async function change(options: FleetOutputsOptions, jobId: string, event: JobEvent): Promise<void> {
  if (await apply(options, { jobId, event })) return;
  // It was retried or removed at another server meanwhile.
  throw new ProblemError(notEnded(jobId, (await recordOf(options, jobId)).status));
}

async function recordOf({ journal, requireRedis }: FleetOutputsOptions, jobId: string): Promise<JobRecord> {
  requireRedis();
  const record = await journal.read(jobId);
  if (record === undefined) throw new ProblemError(notFound(jobId));
  return record;
}

async function endedRecord(options: FleetOutputsOptions, jobId: string): Promise<JobRecord> {
  const record = await recordOf(options, jobId);
  if (!isFinal(record.status)) throw new ProblemError(notEnded(jobId, record.status));
  return record;
}

function outputIn({ jobId, outputs = [] }: JobRecord, outputId: string): OutputStatus {
  const output = outputs.find(({ id }) => id === outputId);
  if (!output) throw new ProblemError(noSuchOutput(jobId, outputId));
  return output;
}
